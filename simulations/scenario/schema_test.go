package scenario

import (
	"flag"
	"os"
	"reflect"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

var rewrite = flag.Bool("rewrite", false, "rewrite docs/scenario.schema.json")

const schemaFile = "../../docs/scenario.schema.json"

// TestSchemaFile compares the file for editors with the tables of the parser.
func TestSchemaFile(t *testing.T) {
	if *rewrite {
		require.NoError(t, os.WriteFile(schemaFile, Schema(), 0o644))
	}
	written, err := os.ReadFile(schemaFile)
	require.NoError(t, err)
	require.Equal(t, string(Schema()), string(written), "run: go test ./simulations/scenario -run Schema -rewrite")
}

// TestPatternsAndParsersAgree checks that the patterns of the schema accept the texts that the parser accepts, and no
// others.
func TestPatternsAndParsersAgree(t *testing.T) {
	for _, c := range []struct {
		of   leaf
		good []string
		bad  []string
	}{
		{new(Size), []string{"64 MiB", "64MiB", "1.5 kB", "0 B"},
			[]string{"64", "64 mib", "-1 B", "1e3 B", "64  MiB", ".5 kB"}},
		{new(Rate), []string{"6 Mbit/s", "0.5 MB/s", "1 B/s"}, []string{"6 Mbit", "6", "6 Mbps", "-6 Mbit/s"}},
		{new(Share), []string{"1 %", "0.5%", "100 %"}, []string{"1", "0.01", "-1 %", "one %"}},
		{new(Span), []string{"20ms", "1m30s", "1.5s", "0", "2h", "100µs"},
			[]string{"20", "-1s", "+1s", "1 s", "s", ""}},
		{new(Arrival), []string{"at 5s", "over 10s", "over 10s from 1m", "poisson 2/s", "poisson 0.5/s from 1s"},
			[]string{"at", "at 5s from 1s", "poisson 2", "over", "soon", "poisson /s"}},
		{new(Departure), []string{"never", "when done", "5s after done", "5s after start"},
			[]string{"5s", "done", "5s after", "after done"}},
		{new(Selection), []string{"all", "peers", "peers/3", "peers/2-5", "a/1, b/2,c"},
			[]string{"", "Peers", "peers/", "peers/x", "a b", "a,", "/3"}},
	} {
		name := reflect.TypeOf(c.of).Elem().Name()
		schema := schemaOf(reflect.TypeOf(c.of).Elem())
		matches := regexp.MustCompile(schema["pattern"].(string))
		for _, text := range c.good {
			require.True(t, matches.MatchString(text), "%s: the schema refuses %q", name, text)
			require.NoError(t, c.of.parse(text), "%s: %q", name, text)
		}
		for _, text := range c.bad {
			require.False(t, matches.MatchString(text), "%s: the schema takes %q", name, text)
			require.Error(t, c.of.parse(text), "%s: %q", name, text)
		}
	}
}
