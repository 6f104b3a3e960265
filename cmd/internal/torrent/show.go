package torrent

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"

	"swarm/cmd/internal/cli"
	"swarm/messages/metainfo"
	"swarm/runtime/progress"
)

// card is what show prints of a torrent.
type card struct {
	Name        string     `json:"name"`
	Length      int64      `json:"length"`       // bytes
	PieceLength int64      `json:"piece_length"` // bytes
	Pieces      int        `json:"pieces"`
	Announce    string     `json:"announce,omitempty"`
	Trackers    [][]string `json:"trackers,omitempty"` // tiers
	Comment     string     `json:"comment,omitempty"`
	Private     bool       `json:"private,omitempty"`
	Files       int        `json:"files,omitempty"` // of a folder
	List        []entry    `json:"list,omitempty"`  // with -list
	InfoHash    string     `json:"info_hash"`       // the key of the file in the swarm
	InfoHashV1  string     `json:"info_hash_v1,omitempty"`
	InfoHashV2  string     `json:"info_hash_v2,omitempty"`
	PiecesRoot  string     `json:"pieces_root,omitempty"`
	Magnet      string     `json:"magnet"`
}

// entry is one file of a folder.
type entry struct {
	FilePath   string `json:"path"`
	Length     int64  `json:"length"` // bytes
	Executable bool   `json:"executable,omitempty"`
	Link       string `json:"link,omitempty"` // where a symbolic link leads to
}

func (t tool) show(args []string) error {
	flags := cli.Flags("swarm torrent show", usage, t.stdout)
	asJSON := flags.Bool("json", false, "print one JSON object")
	list := flags.Bool("list", false, "list the files of a folder")
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
		return t.describe(m, *list)
	}
	encoder := json.NewEncoder(t.stdout)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(cardOf(m, *list))
}

func (t tool) describe(m *metainfo.Metainfo, list bool) error {
	c := cardOf(m, list)
	table := tabwriter.NewWriter(t.stdout, 0, 0, 2, ' ', 0)
	for _, row := range [][2]string{
		{"name", c.Name},
		{"length", fmt.Sprintf("%s (%d bytes)", progress.Size(c.Length), c.Length)},
		{"pieces", fmt.Sprintf("%d of %s", c.Pieces, progress.Size(c.PieceLength))},
		{"files", filesText(c.Files)}, {"tracker", trackersText(c)}, {"comment", c.Comment},
		{"private", privateText(c.Private)}, {"info-hash v2", c.InfoHashV2}, {"info-hash v1", c.InfoHashV1},
		{"pieces root", c.PiecesRoot}, {"magnet", c.Magnet},
	} {
		if row[1] != "" {
			fmt.Fprintf(table, "  %s\t%s\n", row[0], row[1])
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, file := range c.List {
		text := fmt.Sprintf("  %10s  %s", progress.Size(file.Length), file.FilePath)
		if file.Link != "" {
			text += " -> " + file.Link
		}
		fmt.Fprintln(t.stdout, text)
	}
	return nil
}

// filesText returns the number of a folder's files, or "" for a single file.
func filesText(files int) string {
	if files == 0 {
		return ""
	}
	return strconv.Itoa(files)
}

// trackersText returns the URLs of trackers: tiers are separated by semicolons.
func trackersText(c card) string {
	if c.Trackers == nil {
		return c.Announce
	}
	var tiers []string
	for _, tier := range c.Trackers {
		tiers = append(tiers, strings.Join(tier, ", "))
	}
	return strings.Join(tiers, "; ")
}

func privateText(private bool) string {
	if private {
		return "yes"
	}
	return ""
}

func cardOf(m *metainfo.Metainfo, list bool) card {
	file := m.File()
	c := card{Name: file.Name, Length: file.Length, PieceLength: file.PieceLength, Pieces: file.Pieces(),
		Announce: file.Announce, InfoHash: file.InfoHash.String(), Magnet: "magnet:?",
		Trackers: m.Trackers(), Comment: m.Comment(), Private: m.IsPrivate()}
	for _, member := range m.Members() {
		if !m.IsFolder() || member.Padding {
			continue
		}
		c.Files++
		if list {
			c.List = append(c.List, entry{member.FilePath, member.Length, member.Executable, member.Link})
		}
	}
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
	tiers := m.Trackers()
	if tiers == nil && file.Announce != "" {
		tiers = [][]string{{file.Announce}}
	}
	for _, tier := range tiers {
		for _, tracker := range tier {
			c.Magnet += "&tr=" + url.QueryEscape(tracker)
		}
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
