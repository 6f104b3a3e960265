package progress

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func TestLimitsText(t *testing.T) {
	film, other := messages.InfoHash{1}, messages.InfoHash{2}
	b := &Limits{}
	require.Equal(t, "nothing is limited", b.Text())
	b.Note(messages.LimitSet{Way: messages.WayDownload, Rate: 500_000})
	b.Note(messages.LimitSet{Scope: messages.ScopeFile, InfoHash: film, Name: "film\x1b.mkv", Rate: 1_000_000})
	b.Note(messages.LimitSet{Scope: messages.ScopeFile, InfoHash: other, Name: "free.iso"})
	b.Note(messages.LimitSet{Scope: messages.ScopeEach, Rate: 3_000_000})
	b.Note(messages.LimitSet{Rate: 4_000_000, Configured: true})
	b.Note(messages.LimitSet{Rate: 5_000_000})
	require.Equal(t, "upload: at most 5MB/s\nupload of each file: at most 3MB/s\nupload of film?.mkv: at most 1MB/s\n"+
		"upload of free.iso: no limit\ndownload: at most 500kB/s", b.Text())
	b.Forget(film)
	b.Note(messages.LimitSet{})
	b.Note(messages.LimitSet{Scope: messages.ScopeEach})
	b.Note(messages.LimitSet{Way: messages.WayDownload})
	require.Equal(t, "upload of free.iso: no limit", b.Text())
}
