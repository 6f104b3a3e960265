package torrent

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"swarm/cmd/internal/cli"
	"swarm/messages/metainfo"
	"swarm/runtime/config"
	"swarm/runtime/disk"
)

func (t tool) create(args []string) error {
	flags := cli.Flags("swarm torrent create", usage, t.stdout)
	out := flags.String("o", "", "the torrent `file` to write (default: NAME.torrent beside the file or folder)")
	var announce, exclude texts
	flags.Var(&announce, "announce", "the `URL` of a tracker; given again, it is tried if those before it fail; "+
		"URLs joined by commas are tried in any order (default: none; a peer then asks its own)")
	flags.Var(&exclude, "exclude",
		"leave out files of a folder whose path or name is like this `pattern`, for example "+
			"*.tmp; may be given again")
	hidden := flags.Bool("hidden", false, "take files of a folder, too, whose names begin with a dot")
	private := flags.Bool("private", false, "clients may ask the tracker for peers, and nobody else (BEP 27)")
	comment := flags.String("comment", "", "a `text` for those who look at the torrent")
	onlyV1 := flags.Bool("v1", false, "make a torrent of version 1 only (SHA-1), for old clients")
	onlyV2 := flags.Bool("v2", false, "make a torrent of version 2 only (SHA-256)")
	pieceText := flags.String("piece_length", "",
		"`bytes` in a piece, a power of two, for example 1MiB (default: by the sizes of the files)")
	rest, err := cli.Parse(flags, args)
	if err != nil {
		return err
	}
	switch {
	case len(rest) != 1:
		return errors.New("create takes one file or folder: swarm torrent create FILE")
	case *onlyV1 && *onlyV2:
		return errors.New("-v1 and -v2 exclude each other: leave both out to make a torrent of both versions")
	}
	draft := &metainfo.Draft{Comment: *comment, Private: *private, V1: !*onlyV2, V2: !*onlyV1}
	if draft.Trackers, err = tiers(announce); err != nil {
		return err
	}
	if draft.PieceLength, err = parsePieceLength(*pieceText); err != nil {
		return err
	}
	if *out == "" {
		*out = filepath.Clean(rest[0]) + ".torrent"
	}
	made, err := t.assemble(rest[0], draft, disk.Scan{Hidden: *hidden, Exclude: exclude})
	if err != nil {
		return fmt.Errorf("create torrent of %s: %w", rest[0], err)
	}
	if err := writeNew(*out, made.Encode()); err != nil {
		return err
	}
	fmt.Fprintf(t.stdout, "%s\n", *out)
	return t.describe(made, false)
}

// texts is the values of a flag that may be given several times.
type texts []string

func (t *texts) String() string { return strings.Join(*t, " ") }

// Set adds a value.
func (t *texts) Set(text string) error {
	*t = append(*t, text)
	return nil
}

// tiers returns the trackers of a torrent (BEP 12): each value is a tier of URLs joined by commas.
func tiers(announce []string) ([][]string, error) {
	var tiers [][]string
	for _, value := range announce {
		var tier []string
		for url := range strings.SplitSeq(value, ",") {
			if err := checkAnnounce(url); err != nil {
				return nil, err
			}
			tier = append(tier, url)
		}
		tiers = append(tiers, tier)
	}
	return tiers, nil
}

// checkAnnounce returns an error unless text is the URL of a tracker, with a scheme that BitTorrent clients know.
func checkAnnounce(text string) error {
	announce, err := url.Parse(text)
	if err != nil || announce.Host == "" || !slices.Contains([]string{"http", "https", "udp", "ws", "wss"},
		announce.Scheme) {
		return fmt.Errorf("-announce %s must be the URL of a tracker, for example "+
			"http://tracker.example:12345/announce", text)
	}
	return nil
}

// parsePieceLength returns the bytes of a piece, or 0 if text is "". Draft.Prepare checks them, too, but only after the
// folder was searched.
func parsePieceLength(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	size, err := config.ParseBytes(text)
	if err != nil {
		return 0, fmt.Errorf("-piece_length %w", err)
	}
	length := int64(size)
	if length < metainfo.MinPieceLength || length > metainfo.MaxPieceLength || length&(length-1) != 0 {
		return 0, fmt.Errorf("-piece_length %s must be a power of two between %v and %v", text,
			config.Bytes(metainfo.MinPieceLength), config.Bytes(metainfo.MaxPieceLength))
	}
	return length, nil
}

// assemble hashes a file or folder and returns its torrent.
func (t tool) assemble(filePath string, draft *metainfo.Draft, scan disk.Scan) (*metainfo.Metainfo, error) {
	absolute, err := filepath.Abs(filePath) // the name of "." is that of the folder
	if err != nil {
		return nil, cause(err)
	}
	draft.Name = filepath.Base(absolute)
	if info, err := os.Stat(absolute); err == nil && info.IsDir() {
		return t.assembleFolder(absolute, draft, scan)
	}
	file, before, err := openRegular(absolute)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	draft.Members = []metainfo.Member{{Length: before.Size()}}
	if err := draft.Prepare(); err != nil {
		return nil, err
	}
	sums, err := t.hash(file, draft)
	if err != nil {
		return nil, err
	}
	after, err := file.Stat()
	if err != nil {
		return nil, cause(err)
	}
	if after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
		return nil, errChanged
	}
	return draft.Assemble(sums)
}

// assembleFolder hashes the files of a folder and returns its torrent. It says which files are left out.
func (t tool) assembleFolder(folder string, draft *metainfo.Draft, scan disk.Scan) (*metainfo.Metainfo, error) {
	members, left, err := disk.ScanFolder(t.ctx, folder, scan)
	if err != nil {
		return nil, err
	}
	const maxShown = 10
	for i, file := range left {
		if i == maxShown {
			fmt.Fprintf(t.stderr, "left out: %d more\n", len(left)-maxShown)
			break
		}
		fmt.Fprintf(t.stderr, "left out: %s: %s\n", file.FilePath, file.Reason)
	}
	draft.Folder, draft.Members = true, members
	if err := draft.Prepare(); err != nil {
		return nil, err
	}
	reader, err := disk.OpenMembers(folder, draft.Members)
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	sums, err := t.hash(reader, draft)
	if err != nil {
		return nil, err
	}
	if reader.Check() != nil {
		return nil, errChanged
	}
	return draft.Assemble(sums)
}

// hash returns the hashes of all pieces of a draft, and shows the progress.
func (t tool) hash(file io.ReaderAt, draft *metainfo.Draft) ([]metainfo.PieceHash, error) {
	of := draft.File()
	sums := make([]metainfo.PieceHash, of.Pieces())
	meter := startMeter(t.stderr, of.Length)
	defer meter.end()
	err := hashing{file: file, of: of, hasher: metainfo.NewPieceHasher, done: &meter.done,
		pad:  func(piece int) int64 { return draft.Padding(of, piece) },
		each: func(piece int, sum metainfo.PieceHash) { sums[piece] = sum }}.run(t.ctx)
	return sums, err
}

// openRegular opens a file that a torrent can describe.
func openRegular(filePath string) (*os.File, fs.FileInfo, error) {
	info, err := os.Stat(filePath) // before os.Open, which would wait for the writer of a pipe
	if err != nil {
		return nil, nil, cause(err)
	}
	if info.IsDir() {
		return nil, nil, errors.New("it is a folder, and the torrent is of a file: name the file")
	}
	if !info.Mode().IsRegular() {
		return nil, nil, errors.New("it is not a regular file: name a regular file")
	}
	file, err := os.Open(filePath)
	if err != nil {
		return nil, nil, cause(err)
	}
	if info, err = file.Stat(); err != nil {
		return nil, nil, errors.Join(cause(err), file.Close())
	}
	return file, info, nil
}

// cause removes the operation and the file path, which the caller names itself.
func cause(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// writeNew writes a new file, completely or not at all. If the file exists, it succeeds only if the content is the
// same.
func writeNew(filePath string, data []byte) error {
	if existing, err := os.ReadFile(filePath); err == nil {
		if bytes.Equal(existing, data) {
			return nil
		}
		return fmt.Errorf("write %s: another file of that name exists: move it away, or choose a name with -o",
			filePath)
	}
	temporary, err := os.CreateTemp(filepath.Dir(filePath), ".torrent-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", filePath, cause(err))
	}
	_, err = temporary.Write(data)
	err = errors.Join(err, temporary.Chmod(0o644), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), filePath)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", filePath, errors.Join(err, os.Remove(temporary.Name())))
	}
	return nil
}
