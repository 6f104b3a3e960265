package logging

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// everyFact has one value of each type of fact; the test below fails when a type is missing here.
func everyFact() []messages.Fact {
	at := messages.At{Node: 7}
	about := messages.AtTracker{About: 7}
	file := messages.File{Name: "a.iso", Length: 3 << 20, PieceLength: 1 << 20}
	chunk := messages.Chunk{First: 2, Count: 3}
	return []messages.Fact{
		messages.Joined{At: at, Tracker: "http://localhost:12345", Fresh: true},
		messages.TrackerLost{At: at, Mode: messages.ModeNeed, Cause: "refused", RetryIn: time.Second},
		messages.TrackerBack{At: at},
		messages.TrackerRefused{At: at, Mode: messages.ModeOwn, Reason: messages.RefusedFull, Detail: "full"},
		messages.LimitSet{At: at, Way: messages.WayDownload, Scope: messages.ScopeFile, Name: "a.iso", Rate: 2_000_000},
		messages.NodeLeft{At: at},
		messages.TokenNotKept{At: at, Cause: "the disk is full"},
		messages.CommandRefused{At: at, Command: "send x", Reason: "no such file"},
		messages.HashProgress{At: at, Name: "a.iso", Bytes: 1, Total: 2},
		messages.FileShared{At: at, File: file, Torrent: "a.iso.torrent"},
		messages.SharingFailed{At: at, Path: "x", Reason: "no such file"},
		messages.SharingStopped{At: at, Name: "a.iso", Reason: "changed"},
		messages.ChunkUploaded{At: at, Bytes: 5},
		messages.DownloadStarted{At: at, File: file, Have: 1},
		messages.OwnersFound{At: at, Owners: make([]messages.Owner, 2)},
		messages.OwnerChecked{At: at, Owner: 1, Length: 5, Pieces: 3, Whole: true},
		messages.OwnerDropped{At: at, Owner: 1, Reason: "silent"},
		messages.ChunkRequested{At: at, Chunk: chunk, Owner: 1},
		messages.ChunkReceived{At: at, Chunk: chunk, Owner: 1, Bytes: 9, Took: time.Second},
		messages.ChunkReassigned{At: at, Chunk: chunk, Owner: 1, Left: 2, Reason: "slow"},
		messages.PieceVerified{At: at, Piece: 4, Bytes: 5, Owner: 1},
		messages.PieceRejected{At: at, Piece: 4, Owner: 1},
		messages.DownloadStalled{At: at, Missing: 3, Reason: "no owner"},
		messages.DownloadFinished{At: at, File: file, Path: "p", Bytes: 3, Took: time.Second},
		messages.DownloadFailed{At: at, Torrent: "t", Name: "a.iso", Reason: "disk full"},
		messages.ActorRestarted{At: at, Actor: "peer/7", Kind: "downloader", Cause: "boom", Restarts: 1, Delay: time.Second},
		messages.ActorGivenUp{At: at, Actor: "peer/7", Kind: "downloader", Cause: "boom"},
		messages.NodeRegistered{AtTracker: about},
		messages.NodeOwned{AtTracker: about, Name: "a.iso", State: messages.HoldingWhole},
		messages.NodeNeeded{AtTracker: about, Owners: 2},
		messages.NodeUpdated{AtTracker: about, UploadFrequency: 3},
		messages.NodeExited{AtTracker: about},
		messages.NodeExpired{AtTracker: about},
		messages.AskRefused{AtTracker: about, Mode: messages.ModeExit, Reason: messages.RefusedNotKnown, Detail: "d"},
	}
}

// declaredFacts reads the names of all fact types from their source.
func declaredFacts(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../messages/fact_*.go")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var names []string
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		ast.Inspect(parsed, func(node ast.Node) bool {
			if spec, ok := node.(*ast.TypeSpec); ok && spec.Name.IsExported() {
				names = append(names, spec.Name.Name)
			}
			return true
		})
	}
	return names
}

func TestEachFactHasItsLine(t *testing.T) {
	var listed []string
	for _, fact := range everyFact() {
		name := reflect.TypeOf(fact).Name()
		listed = append(listed, name)
		described := lineOf(fact)
		require.NotEqual(t, name, described.event, "%s has no line in facts_peer.go or facts_tracker.go", name)
		require.Equal(t, "7", described.fields["node"])
	}
	require.ElementsMatch(t, declaredFacts(t), listed, "everyFact of this test must have each type of messages/fact_*.go once")
}

func TestFrequentFactsHaveTheirEvent(t *testing.T) {
	found := 0
	for _, fact := range everyFact() {
		if event := frequent(fact); event != "" {
			found++
			require.Equal(t, lineOf(fact).event, event)
			require.Equal(t, info, lineOf(fact).level)
		}
	}
	require.Equal(t, 4, found)
}

func TestSpecificationEventsAreThere(t *testing.T) {
	events := map[string]bool{}
	for _, fact := range everyFact() {
		events[lineOf(fact).event] = true
	}
	for _, event := range []string{
		"registered", "owned", "needed", "chunk requested", "chunk received", "verified", "uploaded", "left", "expired",
	} {
		require.True(t, events[event], "no fact is logged as %q", event)
	}
}

// stranger is a fact that package logging does not know.
type stranger struct {
	messages.At
	Depth int
}

func TestUnknownFactIsNotLost(t *testing.T) {
	l := lineOf(stranger{At: messages.At{Node: 3}, Depth: 9})
	require.Contains(t, l.event, "stranger")
	require.Contains(t, l.fields["values"], "Depth:9")
}
