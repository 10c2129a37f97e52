@echo off
setlocal
set ELECTRON_RUN_AS_NODE=1
if not defined TRELLIS_NODE set TRELLIS_NODE=node
"%TRELLIS_NODE%" "%~dp0..\dist\cli.js" %*
