package trackerhttp

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// FuzzQuick holds the quick reader to what encoding/json reads.
func FuzzQuick(f *testing.F) {
	for _, ask := range samples() {
		path, body, err := encodeAsk(ask)
		require.NoError(f, err)
		f.Add(uint8(modes[path].mode), body)
	}
	f.Add(uint8(2), []byte(` {"want":0,"node_id" : 1 ,"info_hash":"`+hash(1).String()[:40]+`"} `))
	f.Add(uint8(1), []byte(`{"node_id":1,"files":[{"name":"\u0041","state":"part"}]}`))
	memory := new(asks) // shared by all runs: nothing of one may reach the next
	f.Fuzz(func(t *testing.T, kind uint8, body []byte) {
		for _, m := range modes {
			if m.mode != messages.Mode(kind%5) {
				continue
			}
			quick, ok := quickRead(memory, m.mode, body)
			if !ok {
				return
			}
			slow, err := m.decode(body)
			require.NoError(t, err)
			require.Equal(t, slow, quick)
		}
	})
}

// samples is one request of each mode, as clients encode them.
func samples() []messages.Ask {
	return []messages.Ask{
		&messages.Register{Node: 1<<32 - 1, Token: "a", Addr: netip.MustParseAddrPort("[2001:db8::1]:1")},
		&messages.Register{Node: 1, Addr: netip.MustParseAddrPort("0.0.0.0:1"), Addrs: []netip.AddrPort{
			netip.MustParseAddrPort("10.0.0.1:1"), netip.MustParseAddrPort("[fe80::1%eth0]:2")},
			StockPort: 1<<16 - 1},
		&messages.Own{Node: 1, Holdings: []messages.Holding{
			{InfoHash: hash(1), Name: "日本", Length: 1<<63 - 1,
				State: messages.HoldingPart, V1: messages.Hash20{1, 19: 2}}, {State: messages.HoldingNone},
		}},
		&messages.Own{Node: 1, Holdings: []messages.Holding{}},
		&messages.Need{Node: 1, InfoHash: hash(1), Want: 3},
		&messages.Need{Node: 1, InfoHash: hash(1), V1: messages.Hash20{3, 19: 4},
			Silent: []messages.NodeID{0, 7, 1<<32 - 1}},
		&messages.Update{Node: 1, Uploads: 1<<64 - 1},
		&messages.Exit{Node: 0},
	}
}

func TestQuickKnowsWhatClientsSend(t *testing.T) {
	for _, ask := range samples() {
		path, body, err := encodeAsk(ask)
		require.NoError(t, err)
		got, ok := quickRead(new(asks), modes[path].mode, body)
		if own, is := ask.(*messages.Own); is && len(own.Holdings) > 0 {
			require.False(t, ok, "an empty info-hash is left to encoding/json")
			own.Holdings[1].InfoHash = hash(2)
			_, body, err = encodeAsk(ask)
			require.NoError(t, err)
			got, ok = quickRead(new(asks), modes[path].mode, body)
		}
		require.True(t, ok, "%s", body)
		require.Equal(t, ask, got)
	}
}

func TestQuickGivesUp(t *testing.T) {
	const id = `"node_id":1`
	for _, body := range []string{
		``, `{`, `{}`, `[]`, `null`, `{"node_id":}`, `{"node_id":01}`, `{"node_id":-1}`, `{"node_id":1.0}`,
		`{"node_id":1e1}`,
		`{"node_id":4294967296}`, `{"node_id":null}`, `{"node_id":"1"}`, `{` + id + `,}`, `{` + id + `}}`,
		`{` + id + `,` + id + `}`,
		`{` + id + `,"token":"\n"}`, "{" + id + ",\"token\":\"\n\"}", "{" + id + ",\"token\":\"\xff\"}",
		`{` + id + `,"token":"`,
		`{` + id + `,"uploads":1}`, `{` + id + `,"other":1}`, `{"Node_id":1}`,
	} {
		_, ok := quickRead(new(asks), messages.ModeExit, []byte(body))
		require.False(t, ok, body)
	}
	for _, body := range []string{
		`{` + id + `,"uploads":18446744073709551616}`, `{` + id + `,"uploads":99999999999999999999999}`,
		`{` + id + `,"uploads":00}`,
	} {
		_, ok := quickRead(new(asks), messages.ModeUpdate, []byte(body))
		require.False(t, ok, body)
	}
}

// TestAnswersAreThoseOfEncodingJSON compares with the types that clients decode into.
func TestAnswersAreThoseOfEncodingJSON(t *testing.T) {
	node := messages.NodeID(7)
	addr := netip.MustParseAddrPort("[2001:db8::1]:9")
	more := []netip.AddrPort{netip.MustParseAddrPort("10.0.0.1:1"), addr}
	owner := messages.Owner{Node: node, Addr: addr, UploadFrequency: 1<<64 - 1, Whole: true}
	for _, test := range []struct{ reply, body any }{
		{&messages.Registered{Node: node, Token: "0a", Fresh: true}, registeredBody{&node, "0a", true, ""}},
		{&messages.Registered{Node: node, Token: "<\"\n\xff日"}, registeredBody{&node, "<\"\n\xff日", false, ""}},
		{&messages.Registered{Node: node}, registeredBody{&node, "", false, ""}},
		{&messages.Owned{Node: node}, nodeBody{&node}},
		{&messages.Exited{Node: node}, nodeBody{&node}},
		{&messages.Updated{Node: node, UploadFrequency: 3}, updatedBody{&node, 3}},
		{&messages.Owners{InfoHash: hash(1)}, ownersBody{InfoHash: hashText(hash(1)), Owners: []ownerBody{}}},
		{&messages.Owners{InfoHash: hash(1), Owners: []messages.Owner{owner, {Node: node, Addr: addr, More: more}}},
			ownersBody{InfoHash: hashText(hash(1)), Owners: []ownerBody{{&node, addr, nil, 1<<64 - 1, true},
				{&node, addr, more, 0, false}}}},
		{&messages.Owners{InfoHash: hash(1), Unproven: 3, Distant: 4},
			ownersBody{InfoHash: hashText(hash(1)), Owners: []ownerBody{}, Unproven: 3, Distant: 4}},
		{&messages.Owners{InfoHash: hash(1), Stock: []messages.StockOwner{{Addr: addr, Hash: messages.Hash20{1},
			Whole: true},
			{Addr: more[0]}}}, ownersBody{InfoHash: hashText(hash(1)), Owners: []ownerBody{},
			Stock: []stockBody{{addr, v1Text{1}, true}, {more[0], v1Text{}, false}}}},
		{&messages.Registered{Node: node, Reach: messages.ReachNone}, registeredBody{&node, "", false, "none"}},
	} {
		want, err := json.Marshal(test.body)
		require.NoError(t, err)
		got, ok := appendReply([]byte("before "), test.reply)
		require.True(t, ok)
		require.Equal(t, "before "+string(want)+"\n", string(got))
	}
	_, ok := appendReply(nil, "nonsense")
	require.False(t, ok)
}

func BenchmarkRequests(b *testing.B) {
	for _, ask := range samples() {
		if own, is := ask.(*messages.Own); is && len(own.Holdings) > 0 {
			own.Holdings = own.Holdings[:1]
		}
		path, body, err := encodeAsk(ask)
		require.NoError(b, err)
		b.Run(fmt.Sprintf("%T", ask)[len("*messages."):]+fmt.Sprint(len(body)), func(b *testing.B) {
			b.ReportAllocs()
			memory := new(asks)
			for b.Loop() {
				if _, ok := quickRead(memory, modes[path].mode, body); !ok {
					b.Fatal("not read")
				}
			}
		})
	}
}
