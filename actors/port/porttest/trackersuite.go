package porttest

import (
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// TrackerArm is a node's connection to its tracker under test. The test itself is the tracker.
type TrackerArm struct {
	Arm
	Tracker port.Tracker
	URL     string        // of the tracker, with a port and without a URL path
	From    string        // the node's address, as the tracker sees it
	Timeout time.Duration // of a request

	Listen func(hear func(asked *port.AskedTracker)) // sets the function that receives requests, before the first one
	Reply  func(to port.PID, message any)            // sends an answer in the tracker's name
	End    func()                                    // ends the tracker, as the end of its process does
}

// TrackerSuite tests that a connection to the tracker keeps the contract of port.Tracker. begin makes a new one for
// each test.
func TrackerSuite(t *testing.T, begin func(t *testing.T) TrackerArm) {
	for name, test := range map[string]func(k *trackerTest){
		"requests of all modes are answered":                  fiveModes,
		"long lists arrive complete":                          longLists,
		"a refusal has its mode and reason":                   refusals,
		"an answer reaches the actor that asked":              answersReachTheirAsker,
		"changes arrive in order":                             changesInOrder,
		"NEED does not wait for changes":                      needsDoNotWait,
		"each of many requests is answered once":              manyRequests,
		"an ended tracker is unreachable":                     trackerEnded,
		"a tracker that ends during a request is unreachable": trackerEndsDuringRequest,
		"a silent tracker is unreachable":                     trackerIsSilent,
		"an announce URL names the tracker":                   announceURL,
	} {
		t.Run(name, func(t *testing.T) {
			k := &trackerTest{TrackerArm: begin(t), t: t, requests: &mailbox{}}
			k.Listen(func(asked *port.AskedTracker) {
				k.requests.receive(&port.AskedTracker{Ask: clone(asked.Ask), From: asked.From, ReplyTo: asked.ReplyTo})
				if k.answer != nil {
					k.Reply(asked.ReplyTo, k.answer(asked.Ask))
				}
			})
			test(k)
		})
	}
}

// clone copies a request. Its memory is only lent to the tracker until it is answered.
func clone(ask messages.Ask) messages.Ask {
	switch ask := ask.(type) {
	case *messages.Register:
		copied := *ask
		return &copied
	case *messages.Own:
		copied := *ask
		copied.Holdings = slices.Clone(ask.Holdings)
		for i := range copied.Holdings {
			copied.Holdings[i].Name = strings.Clone(ask.Holdings[i].Name)
		}
		return &copied
	case *messages.Need:
		copied := *ask
		return &copied
	case *messages.Update:
		copied := *ask
		return &copied
	case *messages.Exit:
		copied := *ask
		return &copied
	}
	panic(fmt.Sprintf("porttest: %T is not a request", ask))
}

// trackerTest is one test of a connection to the tracker.
type trackerTest struct {
	TrackerArm
	t        *testing.T
	requests *mailbox                   // that the tracker received
	answer   func(ask messages.Ask) any // the tracker's immediate answer; nil: none
	calls    int
}

func (k *trackerTest) must(holds bool, what string) {
	k.t.Helper()
	if !holds {
		k.t.Error(what)
	}
}

// ask makes a request from a mailbox of its own.
func (k *trackerTest) ask(ask messages.Ask) *mailbox {
	k.calls++
	box := k.mailbox(fmt.Sprintf("asker/%d", k.calls), nil)
	k.Tracker.Ask(ask, box.pid)
	return box
}

// waitForAnswer waits for the first message in a mailbox.
func (k *trackerTest) waitForAnswer(box *mailbox) any {
	k.t.Helper()
	return k.wait(k.t, box, func(any) bool { return true })
}

// waitForRequests waits until the tracker has received count requests, and returns all of them.
func (k *trackerTest) waitForRequests(count int) []*port.AskedTracker {
	k.t.Helper()
	var asked []*port.AskedTracker
	k.until(k.t, fmt.Sprintf("the tracker receives %d requests", count), func() bool {
		got, _ := k.requests.received()
		asked = All[*port.AskedTracker](got)
		return len(asked) >= count
	})
	return asked
}

// requireOneAnswerEach fails the test unless each mailbox received one message.
func (k *trackerTest) requireOneAnswerEach(boxes ...*mailbox) {
	k.t.Helper()
	for _, box := range boxes {
		got, _ := box.received()
		k.must(len(got) == 1, fmt.Sprintf("each request is answered once: %v", Kinds(got)))
	}
}

// requireUnreachable waits for messages.Unreachable, with the request and a cause.
func (k *trackerTest) requireUnreachable(box *mailbox, ask messages.Ask) {
	k.t.Helper()
	answer, ok := k.waitForAnswer(box).(*messages.Unreachable)
	if !ok || !reflect.DeepEqual(answer.Ask, ask) || answer.Cause == "" {
		k.t.Fatalf("the answer is %T %+v, and must be Unreachable with the request and a cause", answer, answer)
	}
}

// sampleRequests returns one request of each mode, with unusual values.
func sampleRequests() []messages.Ask {
	return []messages.Ask{
		&messages.Register{Node: 1<<32 - 1, Token: "5f3a", Addr: netip.MustParseAddrPort("[2001:db8::1]:4000"),
			StockPort: 6881},
		&messages.Own{Node: 0, Token: "5f3a", Holdings: []messages.Holding{
			{InfoHash: messages.InfoHash{1}, Name: "<日本> \"film\"\x1b.mkv", Length: 1<<63 - 1,
				State: messages.HoldingWhole, V1: messages.Hash20{7, 19: 8}},
			{InfoHash: messages.InfoHash{2}, State: messages.HoldingPart},
			{InfoHash: messages.InfoHash{3}, State: messages.HoldingNone}}},
		&messages.Need{Node: 1, Token: "5f3a", InfoHash: messages.InfoHash{9}, V1: messages.Hash20{9}, Want: 4},
		&messages.Update{Node: 1, Token: "5f3a", Uploads: 1<<64 - 1},
		&messages.Exit{Node: 1, Token: "5f3a"},
	}
}

func fiveModes(k *trackerTest) {
	answers := []any{
		&messages.Registered{Node: 1<<32 - 1, Token: "90be", Fresh: true},
		&messages.Owned{Node: 0},
		&messages.Owners{InfoHash: messages.InfoHash{9}, Owners: []messages.Owner{
			{Node: 7, Addr: netip.MustParseAddrPort("[2001:db8::7]:65535"), UploadFrequency: 1<<64 - 1, Whole: true},
			{Node: 0, Addr: netip.MustParseAddrPort("10.0.0.1:1")}},
			Stock: []messages.StockOwner{{Addr: netip.MustParseAddrPort("[2001:db8::9]:6881"), Hash: messages.Hash20{9},
				Whole: true}, {Addr: netip.MustParseAddrPort("10.0.0.2:1"), Hash: messages.Hash20{19: 1}}}},
		&messages.Updated{Node: 1, UploadFrequency: 1<<64 - 1},
		&messages.Exited{Node: 1},
	}
	for i, ask := range sampleRequests() {
		k.answer = func(messages.Ask) any { return answers[i] }
		box := k.ask(ask)
		if answer := k.waitForAnswer(box); !reflect.DeepEqual(answer, answers[i]) {
			k.t.Errorf("the answer is %+v, and the tracker sent %+v", answer, answers[i])
		}
		asked := k.waitForRequests(i + 1)[i]
		if asked.From != k.From || !reflect.DeepEqual(asked.Ask, ask) {
			k.t.Errorf("the tracker received %+v from %q, and the request was %+v from %q", asked.Ask, asked.From, ask,
				k.From)
		}
		k.requireOneAnswerEach(box)
	}
}

func longLists(k *trackerTest) {
	own := &messages.Own{Node: 1, Token: "5f3a"}
	for i := range messages.MaxHoldings {
		own.Holdings = append(own.Holdings, messages.Holding{InfoHash: messages.InfoHash{byte(i >> 8), byte(i), 1},
			Name: strings.Repeat("\x01", 255), Length: int64(i), State: messages.HoldingWhole})
	}
	k.answer = func(messages.Ask) any { return &messages.Owned{Node: 1} }
	k.must(reflect.DeepEqual(k.waitForAnswer(k.ask(own)), &messages.Owned{Node: 1}), "OWN is answered")
	k.must(reflect.DeepEqual(k.waitForRequests(1)[0].Ask, own), "all holdings arrive")
	owners := &messages.Owners{InfoHash: messages.InfoHash{9}}
	for i := range 100 {
		owners.Owners = append(owners.Owners, messages.Owner{Node: messages.NodeID(i), Addr: Addr(i + 1)})
	}
	k.answer = func(messages.Ask) any { return owners }
	k.must(reflect.DeepEqual(k.waitForAnswer(k.ask(&messages.Need{Node: 1, InfoHash: messages.InfoHash{9}})), owners),
		"all owners arrive")
	k.answer = func(messages.Ask) any { return &messages.Owners{InfoHash: messages.InfoHash{9}} }
	none, ok := k.waitForAnswer(k.ask(&messages.Need{Node: 1, InfoHash: messages.InfoHash{9}})).(*messages.Owners)
	k.must(ok && len(none.Owners) == 0, "an empty list of owners is an answer")
}

func refusals(k *trackerTest) {
	for _, ask := range sampleRequests() {
		for _, reason := range []messages.RefusedReason{messages.RefusedNodeTaken, messages.RefusedNotKnown,
			messages.RefusedBadRequest, messages.RefusedFull} {
			refused := &messages.Refused{Mode: ask.Mode(), Node: ask.From(), Reason: reason,
				Detail: "because of <this>"}
			k.answer = func(messages.Ask) any { return refused }
			if answer := k.waitForAnswer(k.ask(ask)); !reflect.DeepEqual(answer, refused) {
				k.t.Errorf("the answer is %T %+v, and the tracker sent %+v", answer, answer, refused)
			}
		}
	}
}

// answersReachTheirAsker lets the tracker answer two requests in reverse order. Each asker receives its answer, and
// nothing when the timeout has passed.
func answersReachTheirAsker(k *trackerTest) {
	first := k.ask(&messages.Need{Node: 1, InfoHash: messages.InfoHash{1}})
	second := k.ask(&messages.Need{Node: 1, InfoHash: messages.InfoHash{2}})
	asked := k.waitForRequests(2)
	for i := range asked {
		one := asked[len(asked)-1-i]
		k.Reply(one.ReplyTo, &messages.Owners{InfoHash: one.Ask.(*messages.Need).InfoHash})
	}
	for i, box := range []*mailbox{first, second} {
		owners, ok := k.waitForAnswer(box).(*messages.Owners)
		k.must(ok && owners.InfoHash == messages.InfoHash{byte(i + 1)}, "the answer belongs to the request")
	}
	k.Pass(k.Timeout)
	k.requireOneAnswerEach(first, second)
}
