package scenario

// Clause is one expectation about a run.
type Clause struct {
	That    Kind      `key:"that" need:"yes" doc:"What must hold."`
	Nodes   Selection `key:"nodes" doc:"Which nodes. Default: all that want a file."`
	File    Text      `key:"file" doc:"Which file. Default: all."`
	Share   Share     `key:"share" doc:"At least this share of them. Default: 100 %."`
	By      Span      `key:"by" doc:"Not later than this time. Default: when the run ends."`
	From    Span      `key:"from" doc:"Counted from this time on. Default: 0s."`
	Name    Text      `key:"name" doc:"The name of the fact or of the counter."`
	AtLeast Ratio     `key:"at_least" doc:"At least this much."`
	AtMost  Ratio     `key:"at_most" doc:"At most this much."`

	Line  int             // in the scenario's text
	Given map[string]bool // the keys that are present: "at_most: 0" differs from no at_most
}

// Kind is what a clause is about.
type Kind string

// The kinds of clauses.
const (
	Complete   Kind = "complete"
	Incomplete Kind = "incomplete"
	Forgotten  Kind = "forgotten"
	Efficiency Kind = "efficiency"
	FactCount  Kind = "fact"
	Counter    Kind = "counter"
)

var kinds = map[Kind]grammar{
	Complete: {"The nodes have what they want, verified and under its final name.", nil,
		[]string{"nodes", "file", "share", "by"}},
	Incomplete: {"At that time, none of the nodes has all it wants.", []string{"nodes", "by"}, []string{"file"}},
	Forgotten: {"The tracker forgets each of the nodes: NodeExpired or NodeExited.", []string{"nodes", "by"},
		[]string{"from"}},
	Efficiency: {"The lower bound divided by the measured time.", []string{"at_least"}, nil},
	FactCount: {"How often a fact was noted.", []string{"name"},
		[]string{"nodes", "by", "from", "at_least", "at_most"}},
	Counter: {"What the network counted, over the whole run.", []string{"name"}, []string{"at_least", "at_most"}},
}

// Words returns all kinds.
func (Kind) Words() []string            { return wordsOf(kinds) }
func (k *Kind) parse(text string) error { return parseChoice(k, text, k.Words()) }
