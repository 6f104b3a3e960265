package scenario

import (
	"fmt"
	"slices"
	"strings"
)

// Text is a text for people, or a name.
type Text = string

// choice is a word from a fixed list.
type choice interface{ Words() []string }

// parseChoice parses one word of a list.
func parseChoice[W ~string](into *W, text string, from []string) error {
	if !slices.Contains(from, text) {
		return fmt.Errorf("must be one of %s, not %q", strings.Join(from, ", "), clip(text))
	}
	*into = W(text)
	return nil
}

// The policies. The zero value of each, "", means its first word.
type (
	OwnerRanking string
	ChunkSplit   string
	PieceOrder   string
)

func (OwnerRanking) Words() []string            { return []string{"frequency", "random"} }
func (ChunkSplit) Words() []string              { return []string{"adaptive", "equal"} }
func (PieceOrder) Words() []string              { return []string{"rarest", "random", "sequential"} }
func (w *OwnerRanking) parse(text string) error { return parseChoice(w, text, w.Words()) }
func (w *ChunkSplit) parse(text string) error   { return parseChoice(w, text, w.Words()) }
func (w *PieceOrder) parse(text string) error   { return parseChoice(w, text, w.Words()) }

// ActorKind is a kind of actor that a step can make panic.
type ActorKind string

func (ActorKind) Words() []string {
	return []string{"tracker", "lease", "peer", "heartbeat", "uplink", "downlink", "path", "seeder", "download",
		"downloader"}
}
func (w *ActorKind) parse(text string) error { return parseChoice(w, text, w.Words()) }

// Direction is the direction of a partition.
type Direction string

func (Direction) Words() []string            { return []string{"both", "in", "out"} }
func (w *Direction) parse(text string) error { return parseChoice(w, text, w.Words()) }
