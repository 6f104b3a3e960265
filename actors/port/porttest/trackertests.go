package porttest

import (
	"strings"
	"time"

	"swarm/messages"
)

// The tests of TrackerSuite that are about order, failures and names.

// changesInOrder: a "whole" is not overtaken by the "part" before it, whatever the way does to packets.
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
			ask = &messages.Own{Node: 1, Token: "5f3a", Holdings: []messages.Holding{{Length: int64(i), State: messages.HoldingPart}}}
		}
		boxes = append(boxes, k.ask(ask))
	}
	for i, asked := range k.waitForRequests(changes) {
		switch ask := asked.Ask.(type) {
		case *messages.Own:
			k.must(ask.Holdings[0].Length == int64(i), "holdings come in order")
		case *messages.Update:
			k.must(ask.Uploads == uint64(i), "uploads come in order")
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
	letters, _ := change.received()
	k.must(owners && len(letters) == 0, "the need is answered before the change")
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
	k.must(len(k.waitForRequests(0)) == 0, "nobody hears it")
}

func trackerEndsDuringRequest(k *trackerTest) {
	ask := &messages.Exit{Node: 1, Token: "5f3a"}
	box := k.ask(ask)
	k.waitForRequests(1)
	k.End()
	k.requireUnreachable(box, ask)
	k.requireOneAnswerEach(box)
}

// silent: one attempt is made, and an answer that comes too late comes to nobody.
func trackerIsSilent(k *trackerTest) {
	ask := &messages.Need{Node: 1, Token: "5f3a", InfoHash: messages.InfoHash{1}}
	box := k.ask(ask)
	asked := k.waitForRequests(1)[0]
	k.Pass(k.Timeout / 2)
	letters, _ := box.received()
	k.must(len(letters) == 0, "it waits for the answer")
	k.requireUnreachable(box, ask)
	k.Reply(asked.ReplyTo, &messages.Owners{InfoHash: messages.InfoHash{1}})
	k.Pass(100 * time.Millisecond)
	k.must(len(k.waitForRequests(1)) == 1, "it is not asked again")
	k.requireOneAnswerEach(box)
}

func announceURL(k *trackerTest) {
	host := strings.TrimPrefix(k.URL, "http://")
	for _, same := range []string{k.URL, k.URL + "/", k.URL + "/announce", "HTTP://" + strings.ToUpper(host) + "/announce?x=1", " " + k.URL + " "} {
		k.must(k.Tracker.Serves(same), "it is the tracker's: "+same)
	}
	for _, other := range []string{"", host, "/announce", "https://" + host, "udp://" + host, k.URL + "1", "http://other.test:12345",
		"http://user@" + host, "http://" + host[:strings.LastIndexByte(host, ':')], "http://:\x00"} {
		k.must(!k.Tracker.Serves(other), "it is not the tracker's: "+other)
	}
}
