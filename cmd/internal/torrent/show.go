package torrent

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"text/tabwriter"

	"swarm/cmd/internal/cli"
	"swarm/messages/metainfo"
	"swarm/runtime/progress"
)

// card is what show prints of a torrent.
type card struct {
	Name        string `json:"name"`
	Length      int64  `json:"length"`       // bytes
	PieceLength int64  `json:"piece_length"` // bytes
	Pieces      int    `json:"pieces"`
	Announce    string `json:"announce,omitempty"`
	InfoHash    string `json:"info_hash"` // the key of the file in the swarm
	InfoHashV1  string `json:"info_hash_v1,omitempty"`
	InfoHashV2  string `json:"info_hash_v2,omitempty"`
	PiecesRoot  string `json:"pieces_root,omitempty"`
	Magnet      string `json:"magnet"`
}

func (t tool) show(args []string) error {
	flags := cli.Flags("swarm torrent show", usage, t.stdout)
	asJSON := flags.Bool("json", false, "print one JSON object")
	rest, err := cli.Parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return errors.New("show takes one torrent: swarm torrent show FILE.torrent")
	}
	m, err := readTorrent(rest[0])
	if err != nil {
		return err
	}
	if !*asJSON {
		return t.describe(m)
	}
	encoder := json.NewEncoder(t.stdout)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(cardOf(m))
}

func (t tool) describe(m *metainfo.Metainfo) error {
	c := cardOf(m)
	table := tabwriter.NewWriter(t.stdout, 0, 0, 2, ' ', 0)
	for _, row := range [][2]string{
		{"name", c.Name},
		{"length", fmt.Sprintf("%s (%d bytes)", progress.Size(c.Length), c.Length)},
		{"pieces", fmt.Sprintf("%d of %s", c.Pieces, progress.Size(c.PieceLength))},
		{"tracker", c.Announce}, {"info-hash v2", c.InfoHashV2}, {"info-hash v1", c.InfoHashV1},
		{"pieces root", c.PiecesRoot}, {"magnet", c.Magnet},
	} {
		if row[1] != "" {
			fmt.Fprintf(table, "  %s\t%s\n", row[0], row[1])
		}
	}
	return table.Flush()
}

func cardOf(m *metainfo.Metainfo) card {
	file := m.File()
	c := card{Name: file.Name, Length: file.Length, PieceLength: file.PieceLength, Pieces: file.Pieces(),
		Announce: file.Announce, InfoHash: file.InfoHash.String(), Magnet: "magnet:?"}
	if hash, ok := m.InfoHashV1(); ok {
		c.InfoHashV1 = hex.EncodeToString(hash[:])
		c.Magnet += "xt=urn:btih:" + c.InfoHashV1 + "&"
	}
	if hash, ok := m.InfoHashV2(); ok {
		c.InfoHashV2 = hex.EncodeToString(hash[:])
		// A multihash (BEP 52): 12 means SHA-256, and 20 its length of 32 bytes, in hexadecimal.
		c.Magnet += "xt=urn:btmh:1220" + c.InfoHashV2 + "&"
	}
	if root, ok := m.PiecesRoot(); ok {
		c.PiecesRoot = hex.EncodeToString(root[:])
	}
	c.Magnet += "dn=" + url.QueryEscape(file.Name)
	if file.Announce != "" {
		c.Magnet += "&tr=" + url.QueryEscape(file.Announce)
	}
	return c
}

func readTorrent(filePath string) (*metainfo.Metainfo, error) {
	file, err := os.Open(filePath)
	if err != nil {
		return nil, fmt.Errorf("read torrent %s: %w", filePath, cause(err))
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, metainfo.MaxTorrentBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read torrent %s: %w", filePath, cause(err))
	}
	m, err := metainfo.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("read torrent %s: %w", filePath, err)
	}
	return m, nil
}
