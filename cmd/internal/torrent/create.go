package torrent

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"swarm/cmd/internal/cli"
	"swarm/messages"
	"swarm/messages/metainfo"
	"swarm/runtime/config"
)

func (t tool) create(args []string) error {
	flags := cli.Flags("swarm torrent create", usage, t.stdout)
	out := flags.String("o", "", "the torrent `file` to write (default: FILE.torrent beside FILE)")
	announce := flags.String("announce", "", "the `URL` of the tracker (default: none; a peer then asks its own)")
	pieceText := flags.String("piece_length", "",
		"`bytes` in a piece, a power of two, for example 1MiB (default: by the file's size)")
	rest, err := cli.Parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return errors.New("create takes one file: swarm torrent create FILE")
	}
	if err := checkAnnounce(*announce); err != nil {
		return err
	}
	var pieceLength int64
	if *pieceText != "" {
		size, err := config.ParseBytes(*pieceText)
		if err != nil {
			return fmt.Errorf("-piece_length %w", err)
		}
		// Assemble checks this too, but only after the whole file was read.
		if pieceLength = int64(size); pieceLength < metainfo.MinPieceLength || pieceLength > metainfo.MaxPieceLength ||
			pieceLength&(pieceLength-1) != 0 {
			return fmt.Errorf("-piece_length %s must be a power of two between %v and %v", *pieceText,
				config.Bytes(metainfo.MinPieceLength), config.Bytes(metainfo.MaxPieceLength))
		}
	}
	if *out == "" {
		*out = filepath.Clean(rest[0]) + ".torrent"
	}
	made, err := t.assemble(rest[0], pieceLength, *announce)
	if err != nil {
		return fmt.Errorf("create torrent of %s: %w", rest[0], err)
	}
	if err := writeNew(*out, made.Encode()); err != nil {
		return err
	}
	fmt.Fprintf(t.stdout, "%s\n", *out)
	return t.describe(made)
}

// checkAnnounce returns an error unless text is "" or the URL of a tracker, with a scheme that BitTorrent clients know.
func checkAnnounce(text string) error {
	if text == "" {
		return nil
	}
	announce, err := url.Parse(text)
	if err != nil || announce.Host == "" || !slices.Contains([]string{"http", "https", "udp", "ws", "wss"},
		announce.Scheme) {
		return fmt.Errorf("-announce %s must be the URL of a tracker, for example http://tracker.example:12345", text)
	}
	return nil
}

// assemble hashes a file and returns its torrent. A piece length of 0 is replaced by one that suits the size of the
// file.
func (t tool) assemble(filePath string, pieceLength int64, announce string) (*metainfo.Metainfo, error) {
	file, before, err := openRegular(filePath)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if pieceLength == 0 {
		pieceLength = metainfo.PieceLengthFor(before.Size())
	}
	of := messages.File{Name: filepath.Base(filePath), Length: before.Size(), PieceLength: pieceLength}
	if err := metainfo.CheckName(of.Name); err != nil {
		return nil, err
	}
	sums := make([]metainfo.PieceHash, of.Pieces())
	meter := startMeter(t.stderr, of.Length)
	err = hashing{file: file, of: of, hasher: metainfo.NewPieceHasher, done: &meter.done,
		each: func(piece int, sum metainfo.PieceHash) { sums[piece] = sum }}.run(t.ctx)
	meter.end()
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
	return metainfo.Assemble(of.Name, of.Length, pieceLength, announce, sums)
}

// openRegular opens a file that a torrent can describe.
func openRegular(filePath string) (*os.File, fs.FileInfo, error) {
	info, err := os.Stat(filePath) // before os.Open, which would wait for the writer of a pipe
	if err != nil {
		return nil, nil, cause(err)
	}
	if info.IsDir() {
		return nil, nil, errors.New("it is a folder, and a torrent describes one file: " +
			"pack the folder first, for example with tar")
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
