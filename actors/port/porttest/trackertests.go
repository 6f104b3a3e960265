package porttest

import (
	"strings"
	"time"

	"swarm/messages"
)

// The tests of TrackerSuite that are about order, failures and names.

// changesInOrder checks that requests which change the tracker's state arrive in order, whatever the network does to
// packets. Otherwise an OWN "whole" could be overtaken by the "part" before it.
func changesInOrder(k *trackerTest) {
	k.answer = func(ask messages.Ask) any {
		if ask.Mode() == messages.ModeOwn {
			return &messages.Owned{Node: 1}
		}
		return &messages.Updated{Node: 1}
	}
	const changes = 60
	var boxes []*mailbox
	for i := range uint64(changes) {
		var ask messages.Ask = &messages.Update{Node: 1, Token: "5f3a", Uploads: i}
		if i%3 == 0 {
			ask = &messages.Own{Node: 1, Token: "5f3a",
				Holdings: []messages.Holding{{Length: int64(i), State: messages.HoldingPart}}}
		}
		boxes = append(boxes, k.ask(ask))
	}
	for i, asked := range k.waitForRequests(changes) {
		switch ask := asked.Ask.(type) {
		case *messages.Own:
			k.must(ask.Holdings[0].Length == int64(i), "holdings arrive in order")
		case *messages.Update:
			k.must(ask.Uploads == uint64(i), "uploads arrive in order")
		}
	}
	for _, box := range boxes {
		k.waitForAnswer(box)
	}
	k.requireOneAnswerEach(boxes...)
}

func needsDoNotWait(k *trackerTest) {
	change := k.ask(&messages.Update{Node: 1})
	k.waitForRequests(1)
	need := k.ask(&messages.Need{Node: 1, InfoHash: messages.InfoHash{1}})
	k.Reply(k.waitForRequests(2)[1].ReplyTo, &messages.Owners{InfoHash: messages.InfoHash{1}})
	_, owners := k.waitForAnswer(need).(*messages.Owners)
	got, _ := change.received()
	k.must(owners && len(got) == 0, "NEED is answered before the change")
	k.Reply(k.waitForRequests(2)[0].ReplyTo, &messages.Updated{Node: 1})
	_, updated := k.waitForAnswer(change).(*messages.Updated)
	k.must(updated, "the change is answered too")
}

func manyRequests(k *trackerTest) {
	k.answer = func(messages.Ask) any { return &messages.Updated{Node: 1} }
	var boxes []*mailbox
	for i := range uint64(1000) {
		boxes = append(boxes, k.ask(&messages.Update{Node: 1, Uploads: i}))
	}
	for _, box := range boxes {
		k.waitForAnswer(box)
	}
	k.requireOneAnswerEach(boxes...)
}

func trackerEnded(k *trackerTest) {
	k.End()
	var boxes []*mailbox
	for _, ask := range sampleRequests() {
		box := k.ask(ask)
		k.requireUnreachable(box, ask)
		boxes = append(boxes, box)
	}
	k.requireOneAnswerEach(boxes...)
	k.must(len(k.waitForRequests(0)) == 0, "no request arrives")
}

func trackerEndsDuringRequest(k *trackerTest) {
	ask := &messages.Exit{Node: 1, Token: "5f3a"}
	box := k.ask(ask)
	k.waitForRequests(1)
	k.End()
	k.requireUnreachable(box, ask)
	k.requireOneAnswerEach(box)
}

// trackerIsSilent checks that a request is sent once, and that an answer after the timeout is dropped.
func trackerIsSilent(k *trackerTest) {
	ask := &messages.Need{Node: 1, Token: "5f3a", InfoHash: messages.InfoHash{1}}
	box := k.ask(ask)
	asked := k.waitForRequests(1)[0]
	k.Pass(k.Timeout / 2)
	got, _ := box.received()
	k.must(len(got) == 0, "the request waits for its answer")
	k.requireUnreachable(box, ask)
	k.Reply(asked.ReplyTo, &messages.Owners{InfoHash: messages.InfoHash{1}})
	k.Pass(100 * time.Millisecond)
	k.must(len(k.waitForRequests(1)) == 1, "the request is not repeated")
	k.requireOneAnswerEach(box)
}

func announceURL(k *trackerTest) {
	host := strings.TrimPrefix(k.URL, "http://")
	for _, same := range []string{k.URL, k.URL + "/", k.URL + "/announce",
		"HTTP://" + strings.ToUpper(host) + "/announce?x=1", " " + k.URL + " "} {
		k.must(k.Tracker.Serves(same), "this URL names the tracker: "+same)
	}
	for _, other := range []string{"", host, "/announce", "https://" + host, "udp://" + host, k.URL + "1",
		"http://other.test:12345",
		"http://user@" + host, "http://" + host[:strings.LastIndexByte(host, ':')], "http://:\x00"} {
		k.must(!k.Tracker.Serves(other), "this URL does not name the tracker: "+other)
	}
}
