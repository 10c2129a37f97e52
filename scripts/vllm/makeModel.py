"""Trains the model that the server ring is served with, and its two LoRA adapters.

About 1.2 million parameters of the Qwen2 architecture with a vocabulary of 1,024 tokens, trained on the
standard library of the Python that runs this. It writes nonsense in the right shapes: a thought in <think>
tags, fenced Python, middles between FIM markers, calls in <tool_call> tags, and it ends its turns.

Usage: makeModel.py FOLDER      writes FOLDER/base, FOLDER/adapters/tests and FOLDER/adapters/docs

Needs torch, transformers, tokenizers and safetensors, all of which come with vLLM. The same Python and the
same torch on the same processor make the same model: seeds, order, threads and the number of steps are fixed.
"""

import ast
import glob
import json
import os
import random
import sys
import sysconfig
import textwrap

import torch
from safetensors.torch import save_file
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

STEPS = 1400
ADAPTER_STEPS = 150
BATCH, LENGTH = 8, 192
RANK, ALPHA, TUNED = 8, 32, ("q_proj", "v_proj")

# As in Qwen: the first are hidden when tokens become text, the others are text of their own.
CONTROL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
VISIBLE = [
    "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|fim_pad|>",
    "<think>", "</think>", "<tool_call>", "</tool_call>",
]  # fmt: skip
CONFIG = {
    "architectures": ["Qwen2ForCausalLM"],
    "model_type": "qwen2",
    "vocab_size": 1024,
    "hidden_size": 192,
    "intermediate_size": 384,
    "num_hidden_layers": 3,
    "num_attention_heads": 3,
    "num_key_value_heads": 1,
    "max_position_embeddings": 4096,
    "rope_theta": 10000.0,
    "hidden_act": "silu",
    "rms_norm_eps": 1e-6,
    "tie_word_embeddings": True,
    "use_sliding_window": False,
    "pad_token_id": 0,
    "bos_token_id": None,
    "eos_token_id": 2,
}
TEMPLATE = """\
{%- if tools %}<|im_start|>system
# Tools
<tools>
{%- for tool in tools %}
{{ tool | tojson }}
{%- endfor %}
</tools><|im_end|>
{% endif %}
{%- for message in messages %}<|im_start|>{{ message.role }}
{{ message.content if message.content is string else '' }}
{%- for call in message.tool_calls or [] %}
<tool_call>
{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}}
</tool_call>
{%- endfor %}<|im_end|>
{% endfor %}
{%- if add_generation_prompt %}<|im_start|>assistant
{% if enable_thinking is defined and enable_thinking is false %}<think>

</think>

{% endif %}
{%- endif %}"""


def main(folder):
    random.seed(0)
    torch.manual_seed(0)
    torch.set_num_threads(2)
    plain, tests = read_functions()
    documented = [(node, code) for node, code in plain if ast.get_docstring(node)]
    print(len(plain), "functions,", len(documented), "documented,", len(tests), "of tests", flush=True)

    tokenizer = make_tokenizer([code for _, code in plain + tests])
    model = Qwen2ForCausalLM(Qwen2Config(**CONFIG))
    print(sum(weights.numel() for weights in model.parameters()), "parameters", flush=True)
    train(model, token_stream(plain, tokenizer), STEPS, 2e-3)
    save_base(model, tokenizer, f"{folder}/base")

    # Adapters are trained on what is served: weights rounded to bfloat16.
    model.to(torch.bfloat16).to(torch.float32).requires_grad_(False)
    continuations = {"base": continuation(model, tokenizer)}
    for name, functions in (("tests", tests), ("docs", documented)):
        adapter = attach(model)
        train(model, token_stream(functions, tokenizer), ADAPTER_STEPS, 3e-3)
        continuations[name] = continuation(model, tokenizer)
        save_adapter(adapter, f"{folder}/adapters/{name}")
        detach(model)
    print(json.dumps(continuations, indent=1))
    assert len(set(continuations.values())) == 3, "an adapter changes nothing"


# What it learns from


def read_functions():
    """The short functions of the standard library, and those of its tests, each with its syntax tree."""
    root = sysconfig.get_paths()["stdlib"]
    paths = [path for depth in ("", "*/", "*/*/") for path in glob.glob(f"{root}/{depth}*.py")]
    plain, tests = [], []
    for path in sorted(path for path in paths if "site-packages" not in path and "idlelib" not in path):
        with open(path, errors="ignore") as file:
            text = file.read()
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            continue  # Some tests are about files that cannot be read.
        lines = text.splitlines()
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                code = textwrap.dedent("\n".join(lines[node.lineno - 1 : node.end_lineno]))
                if 20 < len(code) < 320:
                    (tests if "/test" in path else plain).append((node, code))
    assert plain and tests, f"the standard library in {root} has no functions, or no tests"
    return plain, tests


def token_stream(functions, tokenizer):
    samples = [sample(node, code) for node, code in functions]
    random.shuffle(samples)
    return torch.tensor(tokenizer("".join(samples), add_special_tokens=False).input_ids)


def sample(node, code):
    kind = random.random()
    if kind < 0.35:
        return chat(node, code, f"The user wants {words(node)}. It takes {len(node.args.args)} arguments.")
    if kind < 0.5:
        return chat(node, code, "")
    if kind < 0.6:
        return tool_call(node)
    if kind < 0.85:
        return fill_in_the_middle(code)
    return code + "<|endoftext|>"


def chat(node, code, thought):
    summary = (ast.get_docstring(node) or words(node)).split("\n")[0]
    return (
        f"<|im_start|>user\nWrite {node.name}: {summary}<|im_end|>\n"
        f"<|im_start|>assistant\n<think>\n{thought}\n</think>\n\n```python\n{code}\n```<|im_end|>\n"
    )


def tool_call(node):
    parameters = {argument.arg: {"type": "string"} for argument in node.args.args}
    schema = {"type": "object", "properties": parameters}
    tool = {"type": "function", "function": {"name": node.name, "parameters": schema}}
    call = {"name": node.name, "arguments": {name: name for name in parameters}}
    return (
        f"<|im_start|>system\n# Tools\n<tools>\n{json.dumps(tool)}\n</tools><|im_end|>\n"
        f"<|im_start|>user\nCall {words(node)}.<|im_end|>\n"
        f"<|im_start|>assistant\n<think>\n\n</think>\n\n"
        f"<tool_call>\n{json.dumps(call)}\n</tool_call><|im_end|>\n"
    )


def fill_in_the_middle(code):
    start, end = sorted(random.sample(range(len(code) + 1), 2))
    before, middle, after = code[:start], code[start:end], code[end:]
    return f"<|fim_prefix|>{before}<|fim_suffix|>{after}<|fim_middle|>{middle}<|endoftext|>"


def words(node):
    return node.name.strip("_").replace("_", " ")


# How it learns


def make_tokenizer(texts):
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=CONFIG["vocab_size"] - len(VISIBLE),
        special_tokens=CONTROL,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    bpe.train_from_iterator(texts, trainer)
    bpe.add_tokens([AddedToken(text, special=False, normalized=False) for text in VISIBLE])
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe, eos_token="<|im_end|>", pad_token="<|endoftext|>", clean_up_tokenization_spaces=False
    )


def train(model, tokens, steps, rate):
    optimiser = torch.optim.AdamW([each for each in model.parameters() if each.requires_grad], rate, weight_decay=0.05)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 50) * (1 - 0.95 * step / steps)
        starts = torch.randint(0, len(tokens) - LENGTH - 1, (BATCH,))
        batch = torch.stack([tokens[start : start + LENGTH] for start in starts])
        loss = model(input_ids=batch, labels=batch).loss
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        if step % 50 == 49:
            print(f"step {step + 1}, loss {loss.item():.3f}", flush=True)


class LowRank(torch.nn.Module):
    """A linear layer with a trained product of two thin matrices beside it."""

    def __init__(self, linear):
        super().__init__()
        self.linear = linear
        self.down = torch.nn.Parameter(torch.randn(RANK, linear.in_features) / linear.in_features**0.5)
        self.up = torch.nn.Parameter(torch.zeros(linear.out_features, RANK))

    def forward(self, x):
        return self.linear(x) + (x @ self.down.T @ self.up.T) * (ALPHA / RANK)


def attach(model):
    """Puts fresh low-rank layers into the attention; returns them under the names that PEFT gives them."""
    adapter = {}
    for index, layer in enumerate(model.model.layers):
        for name in TUNED:
            tuned = LowRank(getattr(layer.self_attn, name))
            setattr(layer.self_attn, name, tuned)
            adapter[f"base_model.model.model.layers.{index}.self_attn.{name}"] = tuned
    return adapter


def detach(model):
    for layer in model.model.layers:
        for name in TUNED:
            setattr(layer.self_attn, name, getattr(layer.self_attn, name).linear)


def continuation(model, tokenizer):
    prompt = tokenizer("def ", return_tensors="pt").input_ids
    with torch.no_grad():
        for _ in range(24):
            following = model(input_ids=prompt).logits[0, -1].argmax()
            prompt = torch.cat([prompt, following.view(1, 1)], dim=1)
    return tokenizer.decode(prompt[0])


# How it is kept: files that releases of years read, so that they are written here and not by a library


def save_base(model, tokenizer, folder):
    os.makedirs(folder, exist_ok=True)
    tokenizer.backend_tokenizer.save(f"{folder}/tokenizer.json", pretty=False)
    write_json(f"{folder}/config.json", {**CONFIG, "torch_dtype": "bfloat16"})
    ends = tokenizer.convert_tokens_to_ids(["<|im_end|>", "<|endoftext|>"])
    write_json(f"{folder}/generation_config.json", {"eos_token_id": ends, "pad_token_id": ends[1]})
    about = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>",
        "model_max_length": CONFIG["max_position_embeddings"],
        "clean_up_tokenization_spaces": False,
        "chat_template": TEMPLATE,
    }
    write_json(f"{folder}/tokenizer_config.json", about)
    weights = {name: tensor for name, tensor in model.state_dict().items() if name != "lm_head.weight"}
    save_weights(weights, f"{folder}/model.safetensors")


def save_adapter(adapter, folder):
    os.makedirs(folder, exist_ok=True)
    about = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": "tiny",
        "bias": "none",
        "inference_mode": True,
        "r": RANK,
        "lora_alpha": ALPHA,
        "target_modules": list(TUNED),
    }
    write_json(f"{folder}/adapter_config.json", about)
    weights = {}
    for name, tuned in adapter.items():
        weights[f"{name}.lora_A.weight"] = tuned.down
        weights[f"{name}.lora_B.weight"] = tuned.up
    save_weights(weights, f"{folder}/adapter_model.safetensors")


def save_weights(weights, path):
    rounded = {name: tensor.detach().to(torch.bfloat16).contiguous() for name, tensor in weights.items()}
    save_file(rounded, path, metadata={"format": "pt"})


def write_json(path, value):
    with open(path, "w") as file:
        file.write(json.dumps(value, indent=1) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
