package scenario

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// small is a valid scenario.
const small = `claim: It works.
limit: 1m
nodes:
  - {name: owner, count: 1, link: {up: 8 Mbit/s, down: 8 Mbit/s, delay: 5ms, loss: 1 %}}
  - {name: peers, count: 4, arrive: over 10s from 1s, depart: 5s after done, link: {up: 4 Mbit/s, down: 1 MB/s}}
files:
  - {name: a.bin, size: 8 MB, piece: 256 KiB, owners: owner}
steps:
  - {at: 5s, do: crash, nodes: "peers/2-3, peers/4", for: 2s, every: 10s, until: 30s}
expect:
  - {that: complete, by: 50s}
`

func TestParse(t *testing.T) {
	plan, err := Parse([]byte(small))
	require.NoError(t, err)
	require.Len(t, plan.Members(), 5)
	require.Equal(t, Member{ID: 3, Name: "peers/2", Group: 1}, plan.Members()[2])
	link := plan.Nodes[0].Link
	require.Equal(t, Rate(1_000_000), link.Up)
	require.Equal(t, Span(5*time.Millisecond), link.Delay)
	require.InDelta(t, 0.01, float64(link.Loss), 1e-12)
	require.Equal(t, Arrival{From: time.Second, Over: 10 * time.Second}, plan.Nodes[1].Arrive)
	require.Equal(t, Departure{Leaves: true, Done: true, After: 5 * time.Second}, plan.Nodes[1].Depart)
	require.Equal(t, []messages.NodeID{1}, plan.Owners(0))
	require.Equal(t, []messages.NodeID{2, 3, 4, 5}, plan.Wanting(0))
	require.Equal(t, []messages.NodeID{3, 4, 5}, plan.Resolve(plan.Steps[0].Nodes))
	require.Equal(t, []time.Duration{5 * time.Second, 15 * time.Second, 25 * time.Second}, plan.Steps[0].Instants())
	require.Equal(t, 4*8*time.Second/3, plan.Bound(), "4 copies of 8 MB from 1 MB/s and 4 times 0.5 MB/s")
}

// TestErrorsNameTheLine checks that the error for each mistake names the line and says what to write.
func TestErrorsNameTheLine(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"limit: 1m", "limits: 1m", `line 2: unknown key "limits"`},
		{"limit: 1m", "limit: 60", "line 2: limit must be a time such as"},
		{"limit: 1m\n", "", `needs the key "limit"`},
		{"limit: 1m", "limit: 1m\nlimit: 2m", "line 3: key \"limit\" appears twice"},
		{"up: 8 Mbit/s", "up: 8", "line 4: nodes[0].link.up must be a rate such as"},
		{"up: 8 Mbit/s", "up: 8 mbit/s", "must be a rate"},
		{"loss: 1 %", "loss: 0.01", "must be a share"},
		{"loss: 1 %", "loss: 101 %", "must be a share"},
		{"count: 4", "count: 0", "count must be at least 1"},
		{"count: 4", "count: -4", "must be a whole number"},
		{"name: peers", "name: owner", "two groups"},
		{"name: peers", "name: all", `not "all"`},
		{"over 10s from 1s", "soon", "line 5: nodes[1].arrive must be like"},
		{"over 10s from 1s", "at 1s from 2s", "must be like"},
		{"5s after done", "later", "line 5: nodes[1].depart must be never"},
		{"size: 8 MB", "size: 8.5 B", "must be a size"},
		{"piece: 256 KiB", "piece: 1 B", "more than 1048576 pieces"},
		{"piece: 256 KiB", "piece: 0 B", "above 0 B"},
		{"owners: owner", "owners: nobody", `there is no node "nobody"`},
		{"owners: owner", "owners: [owner]", "must be one value, not a list"},
		{"peers/4", "peers/5", `line 9: steps[0]: there is no node "peers/5"`},
		{"do: crash", "do: explode", "line 9: steps[0].do must be one of boast, bounce"},
		{"do: crash", "do: repair", "line 9: repair takes the keys at, do, every, until"},
		{"for: 2s, every: 10s,", "for: 2s,", "every and until go together"},
		{"until: 30s", "until: 2m", "comes after the limit"},
		{", every: 10s, until: 30s", ", any: 4", "any 4 of 3 nodes"},
		{"that: complete", "that: sun_shines", "line 11: expect[0].that must be one of"},
		{"that: complete", "that: efficiency", `line 11: efficiency needs the key "at_least"`},
		{"{that: complete, by: 50s}", "{that: fact, name: PieceVerified}", "say at_least or at_most"},
		{"{that: complete, by: 50s}", "{that: fact, name: Nonsense, at_most: 1}", `there is no fact "Nonsense"`},
		{"by: 50s", "by: 2m", "comes after the limit"},
		{"  - {that: complete, by: 50s}\n", "  []\n", "expect is empty"},
		{"claim: It works.", "claim: &a It works.\nsource: *a", "alias"},
		{"claim: It works.", "claim: ", "must be one value, not nothing"},
	} {
		t.Run(c.to, func(t *testing.T) {
			text := strings.Replace(small, c.from, c.to, 1)
			require.NotEqual(t, small, text)
			_, err := Parse([]byte(text))
			require.ErrorContains(t, err, c.want)
		})
	}
	for _, text := range []string{"", "- 1", "x", "a: b\n---\na: b\n", "\x00"} {
		_, err := Parse([]byte(text))
		require.ErrorContains(t, err, "scenario: ")
	}
}
