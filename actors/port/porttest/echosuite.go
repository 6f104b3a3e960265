package porttest

import (
	"net/netip"
	"testing"
	"time"

	"swarm/actors/port"
)

// EchoArm is an Echo under test. A node receives datagrams at Node.
type EchoArm struct {
	Arm
	Echo    port.Echo
	Node    netip.AddrPort
	Nowhere netip.AddrPort // nobody receives datagrams there
	// Forge sends the Echo a Welcome of somebody who does not receive what is sent to Node. With spoofed, it seems to
	// come from there; an arm that cannot do that sends it from another address.
	Forge func(nonce uint64, spoofed bool)
	End   func() // ends the node
}

// EchoSuite tests that an implementation keeps the contract of port.Echo. begin makes a new one for each test.
func EchoSuite(t *testing.T, begin func(t *testing.T) EchoArm) {
	for name, test := range map[string]func(k *echoTest){
		"a node answers":                         nodeAnswers,
		"several Hellos are answered once":       helloAgain,
		"nobody answers":                         nobodyAnswers,
		"an ended node does not answer":          endedNode,
		"a Welcome from elsewhere is no answer":  welcomeFromElsewhere,
		"a Welcome with a guess is no answer":    guessedNonce,
		"each question is answered to its asker": manyQuestions,
	} {
		t.Run(name, func(t *testing.T) {
			k := &echoTest{EchoArm: begin(t), t: t}
			k.asker = k.mailbox("asker", nil)
			test(k)
		})
	}
}

type echoTest struct {
	EchoArm
	t     *testing.T
	asker *mailbox
}

// echoPause is long enough for an answer that must not come.
const echoPause = 300 * time.Millisecond

func (k *echoTest) expect(box *mailbox, want ...port.Echoed) {
	k.t.Helper()
	k.until(k.t, "the answers arrive", func() bool {
		got, _ := box.received()
		return len(got) >= len(want)
	})
	k.Pass(echoPause)
	got, _ := box.received()
	if len(got) != len(want) {
		k.t.Fatalf("want %d answers, got %v", len(want), got)
	}
	for i, message := range got {
		if echoed, ok := message.(*port.Echoed); !ok || *echoed != want[i] {
			k.t.Errorf("answer %d is %v, want %v", i, message, want[i])
		}
	}
}

func nodeAnswers(k *echoTest) {
	k.Echo.Prove(k.Node, 7, k.asker.pid)
	k.expect(k.asker, port.Echoed{Addr: k.Node, Nonce: 7})
}

func helloAgain(k *echoTest) {
	for range 3 {
		k.Echo.Prove(k.Node, 7, k.asker.pid)
	}
	k.expect(k.asker, port.Echoed{Addr: k.Node, Nonce: 7})
}

func nobodyAnswers(k *echoTest) {
	k.Echo.Prove(k.Nowhere, 7, k.asker.pid)
	k.expect(k.asker)
}

func endedNode(k *echoTest) {
	k.End()
	k.Echo.Prove(k.Node, 7, k.asker.pid)
	k.expect(k.asker)
}

func welcomeFromElsewhere(k *echoTest) {
	k.Echo.Prove(k.Nowhere, 7, k.asker.pid)
	k.Forge(7, false)
	k.expect(k.asker)
}

func guessedNonce(k *echoTest) {
	k.End()
	k.Echo.Prove(k.Node, 7, k.asker.pid)
	for nonce := range uint64(7) {
		k.Forge(nonce, true)
	}
	k.expect(k.asker)
}

func manyQuestions(k *echoTest) {
	other := k.mailbox("other", nil)
	k.Echo.Prove(k.Nowhere, 1, k.asker.pid)
	k.Echo.Prove(k.Node, 2, k.asker.pid)
	k.Echo.Prove(k.Node, 3, other.pid)
	k.expect(k.asker, port.Echoed{Addr: k.Node, Nonce: 2})
	k.expect(other, port.Echoed{Addr: k.Node, Nonce: 3})
}
