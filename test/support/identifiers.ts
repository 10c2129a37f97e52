import fc from 'fast-check';

const words =
  `access account action adapter after agent alert allow array async auth before between bind block
  body branch browser buffer build bundle button cache calculate call camera cancel chain change
  channel chart check child choose class client clone code collection column command compile
  component compute config connect constant container content context control convert copy count
  create current custom data database date decode default delete describe device dialog digest
  disk display document domain download draw driver dynamic edit element email embed enable encode
  engine entity environment error event execute export extract factory field file filter find
  first flag float folder font for format frame from function gateway generate get git global
  graph group handle hash head header hook host http icon image import index init input insert
  instance integration into invoice item join key kind language launch layer layout length library
  limit line link list load local location lock log lookup machine main manager map mask matrix
  member memory menu merge message metadata method metric middleware migrate mode model module
  mount move name network node normalize notification number object offset open option order
  organization origin output package page panel parameter parse password path pattern payment
  permission pipeline pixel plugin pointer policy pool port position prefix preview print private
  process profile progress project promise property protocol provider proxy public publish query
  queue random range read record recovery redirect reference refresh region register release
  remote render repository request require reset resolve resource response result retry return
  revenue root route row runtime sample scan schedule schema scope screen script search secret
  section segment select sender sequence server service session set setting shader shape share
  shift signal size socket sort source span split stack stage standard start state status stop
  storage store stream string style submit subscribe suffix support switch symbol sync system table
  target task template tensor test text texture theme thread time title token tool trace track
  transaction transform translate tree trigger type union unit update upload user utility validate
  value variable vector verify version vertex view visible wait watch widget window with word
  worker workspace write zone`
    .trim()
    .split(/\s+/);

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const word = fc.constantFrom(...words);
const few = fc.array(word, { minLength: 2, maxLength: 14 });
const number = fc.constantFrom('', '', '', '2', '3', '16', '32', '64', '256');

/** A name in a program: English words, joined as people join them, and maybe with a number. */
export const identifier: fc.Arbitrary<string> = fc
  .tuple(
    few,
    fc.constantFrom('camel', 'Pascal', 'snake', 'CONSTANT', 'dotted', 'kebab', 'path'),
    number,
    fc.nat(13),
  )
  .map(([all, style, digits, at]) => {
    const named = all.map((each, index) => (index === at ? each + digits : each));
    const joint = {
      camel: '',
      Pascal: '',
      snake: '_',
      CONSTANT: '_',
      dotted: '.',
      kebab: '-',
      path: '/',
    };
    const text = named
      .map((each, index) =>
        style === 'Pascal' || (style === 'camel' && index > 0) ? capital(each) : each,
      )
      .join(joint[style]);
    return style === 'CONSTANT' ? text.toUpperCase() : text;
  });
