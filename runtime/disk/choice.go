package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"swarm/messages"
	"swarm/messages/metainfo"
)

const (
	// choiceSuffix ends the name of the file that remembers which files of a folder are wanted: patterns, one a line.
	choiceSuffix = ".only"
	// restSuffix ends the name of the folder with the bytes of files that are not wanted. Only pieces that they share
	// with wanted files are stored there.
	restSuffix = ".rest"
	// maxChoiceBytes bounds what is read of a choice: the longest file paths for all patterns that metainfo allows.
	maxChoiceBytes = metainfo.MaxPatterns * 4096
)

// choice is which files of a folder are wanted, and where they lie.
type choice struct {
	meta       *metainfo.Metainfo
	final      string // of the complete folder
	part       string // the folder of the unfinished download
	rest       string // the folder of shared pieces of files that are not wanted
	patterns   []string
	members    []bool  // by member, whether it is wanted; nil: all are
	remembered *choice // that of an earlier download, which left files out; nil: there was none
}

// choose returns the choice of a download: that of its command together with that of an earlier download. If a complete
// folder is there, and no earlier download has left files out, it has all files.
func (s *Store) choose(meta *metainfo.Metainfo, final string, only []string) (*choice, error) {
	dir := filepath.Dir(final)
	c := &choice{meta: meta, final: final, part: ownFile(dir, ownName(meta, partSuffix)),
		rest: ownFile(dir, ownName(meta, restSuffix))}
	if !meta.IsFolder() && len(only) > 0 {
		return nil, fmt.Errorf("%s is one file, not a folder: leave -only out", meta.File().Name)
	}
	text, err := readAtMost(c.filePath(), maxChoiceBytes)
	switch {
	case err == nil:
		before := *c
		if err := before.take(strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")); err != nil {
			return nil, fmt.Errorf("%s: %w: remove it", c.filePath(), err)
		}
		c.remembered, c.patterns = &before, before.patterns
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: %w", c.filePath(), err)
	default:
		if _, err := os.Lstat(final); err == nil {
			return c, nil
		}
	}
	for _, pattern := range only {
		if strings.ContainsAny(pattern, "\n\r") {
			return nil, fmt.Errorf("the pattern %q contains a line break: use ? in its place", pattern)
		}
	}
	return c, c.take(only)
}

// take adds patterns to a choice.
func (c *choice) take(patterns []string) (err error) {
	c.patterns = slices.Concat(c.patterns, patterns)
	if len(c.patterns) == 0 {
		return nil
	}
	slices.Sort(c.patterns)
	c.patterns = slices.Compact(c.patterns)
	if c.members, err = metainfo.Choose(c.meta.Members(), c.patterns); err == nil && c.count() == c.all() {
		c.members = nil
	}
	return err
}

// filePath returns the file path of the file that remembers the choice.
func (c *choice) filePath() string { return strings.TrimSuffix(c.rest, restSuffix) + choiceSuffix }

// has reports whether a member is wanted.
func (c *choice) has(member int) bool { return c.members == nil || c.members[member] }

// count returns how many members are wanted, padding not counted.
func (c *choice) count() int {
	n := 0
	for i, member := range c.meta.Members() {
		if c.has(i) && !member.Padding {
			n++
		}
	}
	return n
}

// all returns how many members there are, padding not counted.
func (c *choice) all() int {
	n := 0
	for _, member := range c.meta.Members() {
		if !member.Padding {
			n++
		}
	}
	return n
}

// unwanted returns the pieces without a byte of a wanted file. It has length 0 if all files are wanted.
func (c *choice) unwanted() messages.Bitfield {
	if c.members == nil {
		return messages.Bitfield{}
	}
	file := c.meta.File()
	wanted := messages.NewBitfield(file.Pieces())
	for i, member := range c.meta.Members() {
		if c.has(i) && !member.Padding && member.Length > 0 {
			setPieces(&wanted, file, messages.Range{Offset: member.Offset, Length: member.Length})
		}
	}
	return wanted.Neither(messages.NewBitfield(file.Pieces()))
}

// remember writes the choice down, or removes what was remembered if all files are wanted.
func (s *Store) remember(c *choice) error {
	if c.members != nil {
		return s.replace(c.filePath(), []byte(strings.Join(c.patterns, "\n")+"\n"), 0o644)
	}
	if c.remembered == nil {
		return nil
	}
	return cause(os.Remove(c.filePath()))
}

// settle moves the files of an unfinished download to where the choice wants them: those that are no longer wanted away
// from the folder that gets the final name, and those that are wanted into it.
func (c *choice) settle() error {
	if _, err := os.Lstat(c.rest); c.members == nil && errors.Is(err, fs.ErrNotExist) {
		return nil // nothing was ever left out
	}
	own, err := os.OpenRoot(filepath.Dir(c.part))
	if err != nil {
		return advise(err)
	}
	defer own.Close()
	for i, member := range c.meta.Members() {
		if member.Padding || member.Link != "" {
			continue
		}
		from, to := c.rest, c.part
		if !c.has(i) {
			from, to = to, from
		}
		name := filepath.FromSlash(member.FilePath)
		from, to = filepath.Join(filepath.Base(from), name), filepath.Join(filepath.Base(to), name)
		if _, err := own.Lstat(from); err != nil {
			continue
		}
		if err := own.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return advise(err)
		}
		if _, err := own.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s: another program has made it: move it away, then download again", to)
		}
		if err := own.Rename(from, to); err != nil {
			return advise(err)
		}
	}
	if c.members == nil {
		return cause(own.RemoveAll(filepath.Base(c.rest)))
	}
	return nil
}

// reopen gives a folder that has its final name the name of an unfinished download again, because more files of it are
// wanted. It was verified: all its files are those of the torrent.
func (c *choice) reopen() error {
	if err := renameNoReplace(c.final, c.part); err != nil {
		return fmt.Errorf("move %s, of which more files are wanted, to %s: %w", c.final, c.part, advise(err))
	}
	return nil
}
