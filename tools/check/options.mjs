/** What `npm test` was asked to do; throws a message for a person. */
export function readOptions(args) {
  const options = { only: [], filters: [], list: false, pattern: null };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === "--list") options.list = true;
    else if (arg === "--only") options.only.push(valueOf(args, ++i, arg));
    else if (arg === "-t") options.pattern = valueOf(args, ++i, arg);
    else if (arg.startsWith("-")) throw new Error(`Unknown flag ${arg}.\n${usage}`);
    else options.filters.push(arg.replace(/^\.\//, ""));
  }
  return options;
}

const usage = `npm test -- [--list] [--only STEP]… [PATH]… [-t NAME]
  --list       say which steps and test files there are
  --only STEP  run that step alone
  PATH         run the test files whose path contains PATH
  -t NAME      run the tests whose name matches NAME`;

function valueOf(args, i, flag) {
  if (args[i] === undefined) throw new Error(`${flag} needs a value.\n${usage}`);
  return args[i];
}
