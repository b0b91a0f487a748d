// The help text.

export const HELP = `gradcheck: finds out whether the gradients of a network are right.

  gradcheck FILE|GLOB ...   check networks (*.grad.json, *.grad.ts): every gradient beside its numerical one
  gradcheck merge REPORT... the reports of several runs in JSON, such as the shards of one, as one
  gradcheck train FILE      gradient descent on the network's section "train"
  gradcheck mutate FILE     puts known bugs into each layer: which of them would this network's check catch?
  gradcheck shrink FILE     the smallest case in which a wrong gradient of the network is still wrong, as a network file
  gradcheck graph FILE      the graph with values and gradients: a drawing (SVG), or the inspector itself as a page (HTML)
  gradcheck mcp             the check as tools for agents: a server of the Model Context Protocol on stdin and stdout
  gradcheck new NAME        write a first network: NAME.grad.json, or NAME.grad.ts where NAME ends so
  gradcheck help | version

Options of a check
  --format FORMAT           text (a table, the default), json, junit or sarif
  --values                  put every element's value and both gradients in the JSON report
  --method METHOD           auto (default), central, ridders or projection
  --shard I/N               check part I of N of the files; part of a list, so never a bare report
  --out FILE                write the report there instead of to standard output
  --no-color                plain text, as with NO_COLOR in the environment

One path gives its report; a glob or several paths give { "version": 1, "reports": [...] }, sorted by path.

Options of merge
  --format FORMAT           json (default), text, junit or sarif
  --out FILE                write the report there instead of to standard output

Options of mutate
  --format text|json        the score as a table (default) or as JSON, every bug with its outcome

Options of shrink
  --out FILE                write the smaller network there instead of to standard output

Options of graph
  --out FILE                graph.svg, or graph.html: a page that any browser opens, without a network and without the
                            extension; left out, the drawing goes to standard output. Exit 0 once it is written,
                            whatever the gradients are. PNG images are made by the editor's graph panel.

Exit code
  0  all gradients are right
  1  a gradient is wrong
  2  a file could not be read or run, or the command line is wrong
  3  nothing is wrong, but something is undecided
`;
