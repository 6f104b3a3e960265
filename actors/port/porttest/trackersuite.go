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

// TrackerArm is a node's way to its tracker under test. What stands at the other end is the test itself.
type TrackerArm struct {
	Arm
	Tracker port.Tracker
	URL     string        // of the tracker, with a port and without a path
	From    string        // the node's address, as the tracker sees it
	Timeout time.Duration // after which a request is given up

	Listen func(hear func(asked *port.AskedTracker)) // gives the tracker ears, before it is asked
	Reply  func(to port.PID, message any)            // says something in the tracker's name
	End    func()                                    // ends the tracker, as its process ends
}

// TrackerSuite tests that a way to the tracker keeps the promises of port.Tracker. begin makes a new one for each test.
func TrackerSuite(t *testing.T, begin func(t *testing.T) TrackerArm) {
	for name, test := range map[string]func(k *trackerTest){
		"the five modes are asked and answered":        fiveModes,
		"lists come whole":                             longLists,
		"a refusal says which and why":                 refusals,
		"who asks is answered":                         answersReachTheirAsker,
		"changes arrive in order":                      changesInOrder,
		"needs do not wait for changes":                needsDoNotWait,
		"however many ask, each is answered once":      manyRequests,
		"a tracker that is gone is unreachable":        trackerEnded,
		"a tracker that ends meanwhile is unreachable": trackerEndsDuringRequest,
		"a tracker that is silent is unreachable":      trackerIsSilent,
		"an announce URL names the tracker":            announceURL,
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

// kept is a request for longer than until it is answered: its memory is lent.
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
	panic(fmt.Sprintf("porttest: %T is no request", ask))
}

// trackerTest is one test of a way to the tracker.
type trackerTest struct {
	TrackerArm
	t        *testing.T
	requests *mailbox                   // the tracker's
	answer   func(ask messages.Ask) any // what the tracker says at once; nil: nothing
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

// answered waits for what a mailbox gets.
func (k *trackerTest) waitForAnswer(box *mailbox) any {
	k.t.Helper()
	return k.wait(k.t, box, func(any) bool { return true })
}

// hears waits until the tracker has heard a number of requests, and gives all of them.
func (k *trackerTest) waitForRequests(count int) []*port.AskedTracker {
	k.t.Helper()
	var asked []*port.AskedTracker
	k.until(k.t, fmt.Sprintf("the tracker hears %d requests", count), func() bool {
		letters, _ := k.requests.received()
		asked = All[*port.AskedTracker](letters)
		return len(asked) >= count
	})
	return asked
}

// once fails the test unless each mailbox got one answer.
func (k *trackerTest) requireOneAnswerEach(boxes ...*mailbox) {
	k.t.Helper()
	for _, box := range boxes {
		letters, _ := box.received()
		k.must(len(letters) == 1, fmt.Sprintf("each request is answered once: %v", Kinds(letters)))
	}
}

// unreachable waits for word that the tracker gave no answer.
func (k *trackerTest) requireUnreachable(box *mailbox, ask messages.Ask) {
	k.t.Helper()
	answer, ok := k.waitForAnswer(box).(*messages.Unreachable)
	if !ok || !reflect.DeepEqual(answer.Ask, ask) || answer.Cause == "" {
		k.t.Fatalf("the answer is %T %+v, and must say that the tracker is not reached, with what was asked, and why", answer, answer)
	}
}

// oneOfEach is a request of each mode.
func sampleRequests() []messages.Ask {
	return []messages.Ask{
		&messages.Register{Node: 1<<32 - 1, Token: "5f3a", Addr: netip.MustParseAddrPort("[2001:db8::1]:4000")},
		&messages.Own{Node: 0, Token: "5f3a", Holdings: []messages.Holding{
			{InfoHash: messages.InfoHash{1}, Name: "<日本> \"film\"\x1b.mkv", Length: 1<<63 - 1, State: messages.HoldingWhole},
			{InfoHash: messages.InfoHash{2}, State: messages.HoldingPart}, {InfoHash: messages.InfoHash{3}, State: messages.HoldingNone}}},
		&messages.Need{Node: 1, Token: "5f3a", InfoHash: messages.InfoHash{9}, Want: 4},
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
			{Node: 0, Addr: netip.MustParseAddrPort("10.0.0.1:1")}}},
		&messages.Updated{Node: 1, UploadFrequency: 1<<64 - 1},
		&messages.Exited{Node: 1},
	}
	for i, ask := range sampleRequests() {
		k.answer = func(messages.Ask) any { return answers[i] }
		box := k.ask(ask)
		if answer := k.waitForAnswer(box); !reflect.DeepEqual(answer, answers[i]) {
			k.t.Errorf("the answer is %+v, and the tracker said %+v", answer, answers[i])
		}
		asked := k.waitForRequests(i + 1)[i]
		if asked.From != k.From || !reflect.DeepEqual(asked.Ask, ask) {
			k.t.Errorf("the tracker heard %+v from %q, and asked was %+v from %q", asked.Ask, asked.From, ask, k.From)
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
	k.must(reflect.DeepEqual(k.waitForAnswer(k.ask(own)), &messages.Owned{Node: 1}), "it is answered")
	k.must(reflect.DeepEqual(k.waitForRequests(1)[0].Ask, own), "all holdings come")
	owners := &messages.Owners{InfoHash: messages.InfoHash{9}}
	for i := range 100 {
		owners.Owners = append(owners.Owners, messages.Owner{Node: messages.NodeID(i), Addr: Addr(i + 1)})
	}
	k.answer = func(messages.Ask) any { return owners }
	k.must(reflect.DeepEqual(k.waitForAnswer(k.ask(&messages.Need{Node: 1, InfoHash: messages.InfoHash{9}})), owners), "all owners come")
	k.answer = func(messages.Ask) any { return &messages.Owners{InfoHash: messages.InfoHash{9}} }
	none, ok := k.waitForAnswer(k.ask(&messages.Need{Node: 1, InfoHash: messages.InfoHash{9}})).(*messages.Owners)
	k.must(ok && len(none.Owners) == 0, "that nobody owns it is an answer too")
}

func refusals(k *trackerTest) {
	for _, ask := range sampleRequests() {
		for _, reason := range []messages.RefusedReason{messages.RefusedNodeTaken, messages.RefusedNotKnown,
			messages.RefusedBadRequest, messages.RefusedFull} {
			refused := &messages.Refused{Mode: ask.Mode(), Node: ask.From(), Reason: reason, Detail: "because of <this>"}
			k.answer = func(messages.Ask) any { return refused }
			if answer := k.waitForAnswer(k.ask(ask)); !reflect.DeepEqual(answer, refused) {
				k.t.Errorf("the answer is %T %+v, and the tracker said %+v", answer, answer, refused)
			}
		}
	}
}

// whoAsksIsAnswered, though the tracker answers the second first; and hears nothing when the time for it is over.
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
		k.must(ok && owners.InfoHash == messages.InfoHash{byte(i + 1)}, "the answer is that to the question")
	}
	k.Pass(k.Timeout)
	k.requireOneAnswerEach(first, second)
}
