package porttest

import (
	"net/netip"
	"reflect"
	"testing"

	"swarm/messages"
)

// DialogueSuite tests the dialogue of a node with the real tracker actor, over a connection under test. begin starts
// a tracker without any nodes, and a connection to it. Of the arm it uses the mailboxes, Pass, Tracker and From.
func DialogueSuite(t *testing.T, begin func(t *testing.T) TrackerArm) {
	for name, test := range map[string]func(k *trackerTest){
		"a node that is not known must register":  notKnown,
		"a wrong token is refused in each mode":   wrongToken,
		"a node joins, owns, is found and leaves": joinsAndLeaves,
	} {
		t.Run(name, func(t *testing.T) { test(&trackerTest{TrackerArm: begin(t), t: t}) })
	}
}

// requestsOfAllModes returns one request of each mode, for one node with one token.
func requestsOfAllModes(node messages.NodeID, token messages.Token) []messages.Ask {
	return []messages.Ask{
		&messages.Register{Node: node, Token: token, Addr: netip.MustParseAddrPort("0.0.0.0:4000")},
		&messages.Own{Node: node, Token: token, Holdings: []messages.Holding{{InfoHash: messages.InfoHash{1},
			Name: "film", Length: 5, State: messages.HoldingWhole}}},
		&messages.Need{Node: node, Token: token, InfoHash: messages.InfoHash{1}},
		&messages.Update{Node: node, Token: token, Uploads: 3},
		&messages.Exit{Node: node, Token: token},
	}
}

const suiteToken messages.Token = "00112233445566778899aabbccddeeff"

// requireRefusal fails the test unless the request is refused for this reason.
func (k *trackerTest) requireRefusal(ask messages.Ask, reason messages.RefusedReason) {
	k.t.Helper()
	answer := k.waitForAnswer(k.ask(ask))
	refused, ok := answer.(*messages.Refused)
	if !ok || refused.Mode != ask.Mode() || refused.Node != ask.From() || refused.Reason != reason ||
		refused.Detail == "" {
		k.t.Errorf("the answer to %T is %T %+v, and must be a refusal: %s", ask, answer, answer, reason)
	}
}

// requireAnswer fails the test unless the request gets this answer.
func (k *trackerTest) requireAnswer(ask messages.Ask, want any) {
	k.t.Helper()
	if answer := k.waitForAnswer(k.ask(ask)); !reflect.DeepEqual(answer, want) {
		k.t.Errorf("the answer to %T is %T %+v, and must be %+v", ask, answer, answer, want)
	}
}

func notKnown(k *trackerTest) {
	for _, ask := range requestsOfAllModes(7, suiteToken)[1:] {
		k.requireRefusal(ask, messages.RefusedNotKnown)
	}
	k.requireRefusal(requestsOfAllModes(7, "short")[0], messages.RefusedBadRequest)
}

// wrongToken checks that a client without the node's token learns nothing and changes nothing.
func wrongToken(k *trackerTest) {
	right := requestsOfAllModes(7, suiteToken)
	k.requireAnswer(right[0], &messages.Registered{Node: 7, Token: suiteToken, Fresh: true})
	k.requireAnswer(right[1], &messages.Owned{Node: 7})
	for _, wrong := range []messages.Token{"", "short", "ff112233445566778899aabbccddeeff"} {
		for _, ask := range requestsOfAllModes(7, wrong) {
			k.requireRefusal(ask, messages.RefusedNodeTaken)
		}
	}
	k.requireAnswer(right[0], &messages.Registered{Node: 7, Token: suiteToken})
	k.requireAnswer(right[3], &messages.Updated{Node: 7, UploadFrequency: 3})
}

func joinsAndLeaves(k *trackerTest) {
	owner := requestsOfAllModes(7, suiteToken)
	k.requireAnswer(owner[0], &messages.Registered{Node: 7, Token: suiteToken, Fresh: true})
	k.requireAnswer(owner[1], &messages.Owned{Node: 7})
	k.requireAnswer(owner[3], &messages.Updated{Node: 7, UploadFrequency: 3})
	k.requireAnswer(owner[3], &messages.Updated{Node: 7, UploadFrequency: 3}) // uploads are a running total
	joined, ok := k.waitForAnswer(k.ask(requestsOfAllModes(8, "")[0])).(*messages.Registered)
	k.must(ok && len(joined.Token) == 32 && joined.Fresh, "a node without a token gets one")
	need := &messages.Need{Node: 8, Token: joined.Token, InfoHash: messages.InfoHash{1}, Want: 4}
	// the node registered without a host: the tracker takes the sender's
	at := netip.AddrPortFrom(netip.MustParseAddr(k.From), 4000)
	k.requireAnswer(need, &messages.Owners{InfoHash: messages.InfoHash{1},
		Owners: []messages.Owner{{Node: 7, Addr: at, UploadFrequency: 3, Whole: true}}})
	k.requireAnswer(owner[4], &messages.Exited{Node: 7})
	owners, ok := k.waitForAnswer(k.ask(need)).(*messages.Owners)
	k.must(ok && len(owners.Owners) == 0, "a node that has left owns nothing")
	k.requireRefusal(owner[3], messages.RefusedNotKnown)
}
