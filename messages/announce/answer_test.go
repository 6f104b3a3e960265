package announce

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

var sampleAnnounced = messages.Announced{
	SwarmSize: messages.SwarmSize{Seeds: 1, Others: 2, Downloads: 3}, Interval: 30 * time.Minute,
	MinInterval: 15 * time.Minute, External: netip.MustParseAddr("1.2.3.4"), TrackerID: "id", Warning: "mind",
	Peers: []netip.AddrPort{netip.MustParseAddrPort("49.50.51.52:12593"),
		netip.MustParseAddrPort("[3132:3334:3536:3738:3930:6162:6364:6566]:12593")},
}

// TestAnswers compares with bytes that were written by hand: 12341 is the compact form of the first peer.
func TestAnswers(t *testing.T) {
	compact := "d8:completei1e10:downloadedi3e11:external ip4:\x01\x02\x03\x0410:incompletei2e8:intervali1800e" +
		"12:min intervali900e5:peers6:1234116:peers618:1234567890abcdef1110:tracker id2:id15:warning message4:minde"
	require.Equal(t, compact, string(AppendAnswer(nil, &sampleAnnounced, true)))
	list := "d8:completei0e10:downloadedi0e10:incompletei0e8:intervali60e5:peersld2:ip11:49.50.51.524:porti12593ee" +
		"d2:ip39:3132:3334:3536:3738:3930:6162:6364:65664:porti12593eeee"
	require.Equal(t, list, string(AppendAnswer(nil, &messages.Announced{Interval: time.Minute,
		Peers: sampleAnnounced.Peers}, false)))
	require.Equal(t, "d8:completei0e10:downloadedi0e10:incompletei0e8:intervali0e5:peers0:e",
		string(AppendAnswer(nil, &messages.Announced{}, true)), "peers is there in any case")
	for _, body := range []string{compact, list} {
		answer, failed, err := ParseAnswer([]byte(body))
		require.NoError(t, err)
		require.Nil(t, failed)
		require.Equal(t, sampleAnnounced.Peers, answer.Peers)
		if body == compact {
			require.Equal(t, sampleAnnounced, answer)
		}
	}
}

func TestFailures(t *testing.T) {
	for want, failed := range map[string]messages.AnnounceFailed{
		"d14:failure reason2:noe":                               {Reason: "no"},
		"d14:failure reason2:no8:retry in5:nevere":              {Reason: "no", RetryIn: -1},
		"d14:failure reason2:no8:intervali90e8:retry in1:2e":    {Reason: "no", RetryIn: 90 * time.Second},
		"d14:failure reason2:no8:intervali1800e8:retry in2:30e": {Reason: "no", RetryIn: 30 * time.Minute},
	} {
		require.Equal(t, want, string(AppendFailure(nil, &failed)))
		answer, got, err := ParseAnswer([]byte(want))
		require.NoError(t, err)
		require.Zero(t, answer)
		failed.RetryIn = failed.RetryIn.Round(2 * time.Minute)
		require.NotNil(t, got)
		require.Equal(t, failed.Reason, got.Reason)
	}
	for body, retry := range map[string]time.Duration{"8:retry in2:15": 15 * time.Minute,
		"8:retry ini15e":    15 * time.Minute,
		"8:retry in5:never": -1, "8:retry in2:xx": 0, "8:retry in2:-1": 0, "8:retry in9:999999999": longest} {
		_, failed, err := ParseAnswer([]byte("d14:failure reason1:x" + body + "e"))
		require.NoError(t, err)
		require.Equal(t, retry, failed.RetryIn, body)
	}
}

func TestAnswersOfOtherTrackers(t *testing.T) {
	answer, failed, err := ParseAnswer([]byte("d5:peersld2:ip9:127.0.0.17:peer id20:aaaaaaaaaaaaaaaaaaaa4:porti6881ee" +
		"d2:ip11:example.org4:porti1eed2:ip3:::14:porti70000eed2:ip17:::ffff:10.0.0.1%14:porti1eee8:intervali-5e" +
		"8:completei99999999999e3:newd1:xl1:yeee"))
	require.NoError(t, err)
	require.Nil(t, failed)
	require.Equal(t, []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:6881"),
		netip.MustParseAddrPort("10.0.0.1:1")}, answer.Peers)
	require.Zero(t, answer.Interval)
	require.Equal(t, 1<<31-1, answer.Seeds)
	for _, body := range []string{"", "i1e", "d5:peers5:12345e", "d5:peersi1ee", "d8:interval1:1e", "d", "<html>"} {
		_, _, err := ParseAnswer([]byte(body))
		require.Error(t, err, body)
	}
}

func TestScrapeAnswers(t *testing.T) {
	scraped := []messages.Scraped{
		{Hash: messages.Hash20([]byte("bbbbbbbbbbbbbbbbbbbb")), Known: true,
			SwarmSize: messages.SwarmSize{Seeds: 1, Others: 5, Downloads: 3, Partial: 2}},
		{Hash: messages.Hash20([]byte("cccccccccccccccccccc"))},
		{Hash: messages.Hash20([]byte("aaaaaaaaaaaaaaaaaaaa")), Known: true},
		{Hash: messages.Hash20([]byte("aaaaaaaaaaaaaaaaaaaa")), Known: true},
	}
	body := AppendScrapeAnswer(nil, scraped, time.Minute)
	require.Equal(t, "d5:filesd20:aaaaaaaaaaaaaaaaaaaad8:completei0e10:downloadedi0e11:downloadersi0e10:incompletei0ee"+
		"20:bbbbbbbbbbbbbbbbbbbbd8:completei1e10:downloadedi3e11:downloadersi3e10:incompletei5eee"+
		"5:flagsd20:min_request_intervali60eee", string(body))
	got, failed, err := ParseScrapeAnswer(body)
	require.NoError(t, err)
	require.Nil(t, failed)
	require.Equal(t, []messages.Scraped{scraped[0], scraped[2]}, got)
	_, failed, err = ParseScrapeAnswer(AppendFailure(nil, &messages.AnnounceFailed{Reason: "no"}))
	require.NoError(t, err)
	require.Equal(t, "no", failed.Reason)
}

func FuzzAnswer(f *testing.F) {
	f.Add(AppendAnswer(nil, &sampleAnnounced, true))
	f.Add(AppendAnswer(nil, &sampleAnnounced, false))
	f.Add(AppendFailure(nil, &messages.AnnounceFailed{Reason: "no", RetryIn: time.Hour}))
	f.Fuzz(func(t *testing.T, body []byte) {
		answer, failed, err := ParseAnswer(body)
		if err != nil || failed != nil {
			require.Zero(t, answer)
			return
		}
		require.LessOrEqual(t, len(answer.Peers), messages.MaxAnnounced)
		again, failed, err := ParseAnswer(AppendAnswer(nil, &answer, true))
		require.NoError(t, err)
		require.Nil(t, failed)
		require.Equal(t, answer.SwarmSize, again.SwarmSize)
		require.Equal(t, answer.Interval, again.Interval)
		require.ElementsMatch(t, answer.Peers, again.Peers)
	})
}

func FuzzScrapeAnswer(f *testing.F) {
	f.Add(AppendScrapeAnswer(nil, []messages.Scraped{{Known: true}, {Known: true, Hash: messages.Hash20{1}}},
		time.Hour))
	f.Fuzz(func(t *testing.T, body []byte) {
		scraped, _, err := ParseScrapeAnswer(body)
		require.True(t, err == nil || scraped == nil)
		require.LessOrEqual(t, len(scraped), messages.MaxScrape)
	})
}
