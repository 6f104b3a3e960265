package swarm_test

import (
	"strings"
	"testing"
)

// Each row is a file that breaks one rule, and a part of what must be said about it: a checker that never fails proves
// nothing.
func TestHouseFindsBreaches(t *testing.T) {
	head := func(pkg string) string { return "// Package " + pkg + " is a test.\npackage " + pkg + "\n" }
	for name, row := range map[string]struct{ path, text, want string }{
		"messages with library": {"messages/x.go", head("messages") + `import _ "gopkg.in/yaml.v3"`,
			"must not import gopkg.in/yaml.v3"},
		"messages upstairs": {"messages/x.go", head("messages") + `import _ "swarm/actors/port"`,
			"must not import swarm/actors/port"},
		"codec imports codec": {"messages/wire/x.go", head("wire") + `import _ "swarm/messages/metainfo"`,
			"codecs are pure"},
		"port imports edge": {"actors/port/x.go", head("port") + `import _ "swarm/runtime/udp"`,
			"must not import swarm/runtime/udp"},
		"sibling actor": {"actors/peer/x.go", head("peer") + `import _ "swarm/actors/seeder"`,
			"never knows a sibling"},
		"actor uses codec": {"actors/peer/x.go", head("peer") + `import _ "swarm/messages/wire"`,
			"must not import swarm/messages/wire"},
		"actor uses os":   {"actors/peer/x.go", head("peer") + `import _ "os"`, "behind port.Store"},
		"actor uses net":  {"actors/peer/x.go", head("peer") + `import _ "net/http"`, "behind port.Network"},
		"actor uses sync": {"actors/peer/x.go", head("peer") + `import _ "sync/atomic"`, "state is its own"},
		"actor uses rand": {"actors/peer/x.go", head("peer") + `import _ "math/rand/v2"`, "behind port.Rand"},
		"actor reads clock": {"actors/peer/x.go", head("peer") + "import \"time\"\nvar x = time.Now()",
			"port.Clock"},
		"actor renames time": {"actors/peer/x.go", head("peer") + "import w \"time\"\nvar x = w.After(1)",
			"port.Clock"},
		"actor goroutine": {"actors/peer/x.go", head("peer") + "func f() { go f() }", "no goroutine"},
		"actor makes props": {"actors/peer/x.go",
			head("peer") + "import a \"" + protoactor + "\"\nvar x = a.PropsFromFunc(nil)", "runtime/system alone"},
		"actor uses fakes": {"actors/peer/x.go", head("peer") + `import _ "swarm/actors/port/porttest"`,
			"must not import swarm/actors/port/porttest"},
		"system uses fakes": {"runtime/system/x.go", head("system") + `import _ "swarm/actors/port/porttest"`,
			"must not import"},
		"main uses fakes": {"cmd/peer/x.go",
			"// Command peer is.\npackage main\nimport _ \"swarm/actors/port/porttest\"", "must not import"},
		"fakes use an actor": {"actors/port/porttest/x.go", head("porttest") + `import _ "swarm/actors/peer"`,
			"fake ports stand on the ports alone"},
		"edge imports edge": {"runtime/disk/x.go", head("disk") + `import _ "swarm/runtime/udp"`,
			"no other edge"},
		"edge imports actor": {"runtime/disk/x.go", head("disk") + `import _ "swarm/actors/peer"`, "no actor"},
		"edge imports protoactor": {"runtime/disk/x.go", head("disk") + `import _ "` + protoactor + `"`,
			"must not import"},
		"edge with other's library": {"runtime/disk/x.go", head("disk") + `import _ "gopkg.in/yaml.v3"`,
			"wraps one library"},
		"system imports edge": {"runtime/system/x.go", head("system") + `import _ "swarm/runtime/udp"`,
			"knows no edge"},
		"simulation real edge": {"simulations/world/x.go", head("world") + `import _ "swarm/runtime/clock"`,
			"no real edge"},
		"main imported": {"cmd/peer/x.go",
			"// Command peer is.\npackage main\nimport _ \"swarm/cmd/tracker\"", "must not import swarm/cmd/tracker"},
		"cmd's own from outside": {"runtime/disk/x.go", head("disk") + `import _ "swarm/cmd/internal/cli"`,
			"must not import"},
		"benchmark imported": {"cmd/peer/x.go",
			"// Command peer is.\npackage main\nimport _ \"swarm/benchmarks/transfer\"", "must not import"},
		"test library": {"messages/x.go", head("messages") + `import _ "pgregory.net/rapid"`,
			"must not import pgregory.net/rapid"},
		"test upstairs": {"messages/x_test.go", head("messages") + `import _ "swarm/runtime/disk"`,
			"must not import"},
		"no such room":    {"engine/x.go", head("engine"), "the house has no room engine"},
		"code at runtime": {"runtime/x.go", head("runtime"), "the house has no room runtime"},
		"too deep":        {"actors/peer/deep/x.go", head("deep"), "the house has no room actors/peer/deep"},
		"drawer file":     {"messages/string_utils.go", head("messages"), "is a drawer"},
		"drawer package":  {"runtime/common/x.go", head("common"), "is a drawer"},
		"long file": {"messages/x.go", head("messages") + strings.Repeat("\n", 300),
			"a file has less than 300"},
		"long function": {"messages/x.go", head("messages") + "func f() {\n" + strings.Repeat("f()\n",
			71) + "}", "a function has at most 70"},
		"long line": {"messages/x.go", head("messages") + "// " + strings.Repeat("x", 118),
			"a line has at most 120"},
		"reaches too far": {"messages/x.go", head("messages") + "var x = a.b.c.d",
			"a.b.c.d reaches through 3 fields"},
		"second meaning": {"messages/x.go", head("messages") + "var laneOf int", "what waits is a queue"},
		"second meaning, comment": {"messages/x.go", head("messages") + "// There is room for more.\nvar x int",
			"a room is a place in the house"},
		"string called path": {"messages/x.go", head("messages") + "func f(path string) {}", "say filePath"},
		"sleeping test": {"messages/x_test.go",
			head("messages") + "import \"time\"\nfunc f() { time.Sleep(1) }", "a test waits for a condition"},
		"doc names no file": {"messages/x.go", "// Package messages is. See y.go.\npackage messages",
			"names y.go, which does not exist"},
		"no package doc": {"messages/x.go", "package messages", "the package has no doc"},
		"doc of another": {"messages/x.go", "// Package other is.\npackage messages",
			"the package has no doc"},
	} {
		t.Run(name, func(t *testing.T) {
			breaches := inspect([]source{parse(t, row.path, row.text)})
			if len(breaches) == 0 || !strings.Contains(strings.Join(breaches, "\n"), row.want) {
				t.Errorf("want a breach with %q, got %q", row.want, breaches)
			}
		})
	}
}

// Each row is fine as it is.
func TestHouseLetsPass(t *testing.T) {
	for path, text := range map[string]string{
		"actors/peer/x.go": "// Package peer is.\npackage peer\n" +
			"import (\n\"net/netip\"\n\"time\"\n\"swarm/actors/port\"\n\"" + protoactor + "\"\n)\nvar _ = time.Second",
		"runtime/udp/x.go": "// Package udp is.\npackage udp\n" +
			"import (\n_ \"net\"\n_ \"swarm/messages/wire\"\n_ \"golang.org/x/sys/unix\"\n)\nfunc f() { go f() }",
		"actors/peer/x_test.go": "package peer\nimport _ \"swarm/actors/port/porttest\"",
		"messages/x_test.go":    "package messages_test\nimport (\n_ \"swarm/messages\"\n_ \"pgregory.net/rapid\"\n)",
		"messages/fake_test.go": "package messages\n" +
			"import (\n\"testing/synctest\"\n\"time\"\n)\nfunc f() { synctest.Wait(); time.Sleep(1) }",
		"cmd/peer/x.go": "// Command peer is.\npackage main\n" +
			"import (\n_ \"swarm/cmd/internal/cli\"\n_ \"swarm/runtime/disk\"\n_ \"example.com/any\"\n)",
		"benchmarks/any/deep.go": "// Package any is.\npackage any\nimport _ \"swarm/runtime/udp\"",
	} {
		if breaches := inspect([]source{parse(t, path, text)}); len(breaches) > 0 {
			t.Errorf("%s: %q", path, breaches)
		}
	}
}
