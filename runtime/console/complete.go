package console

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxEntries bounds the names of a folder that completion looks at, and maxOffers those it offers.
const (
	maxEntries = 10_000
	maxOffers  = 100
)

// lineStarts are what a line can begin with, the specification's form first.
var lineStarts = []string{
	"torrent -setMode send ", "torrent -setMode download ", "torrent -setMode exit", "send ", "download ", "exit", "quit",
	"help", "status", "limit", "limit upload", "limit download",
}

// complete gives the lines that a begun line could become: commands, and behind send and download file names of dir, or
// of the folder that the begun name is in.
func complete(line, dir string) []string {
	for _, start := range lineStarts {
		if name, ok := cutPrefixFold(line, start); ok && strings.HasSuffix(start, " ") {
			return completeName(line[:len(line)-len(name)], name, dir, strings.Contains(start, string(downloads)))
		}
	}
	var offers []string
	for _, start := range lineStarts {
		if _, ok := cutPrefixFold(start, line); ok {
			offers = append(offers, start)
		}
	}
	return offers
}

func completeName(before, begun, dir string, torrents bool) []string {
	begun = strings.TrimLeft(begun, `"'`)
	folder, name := filepath.Split(begun)
	from := dir
	if folder != "" {
		from = folder
	}
	var offers []string
	for _, entry := range entries(from) {
		hidden := strings.HasPrefix(entry.Name(), ".") && !strings.HasPrefix(name, ".")
		if hidden || !strings.HasPrefix(entry.Name(), name) {
			continue
		}
		isTorrent := strings.HasSuffix(entry.Name(), ".torrent")
		switch {
		case entry.IsDir():
			offers = append(offers, before+folder+entry.Name()+string(filepath.Separator))
		case isTorrent == torrents:
			offers = append(offers, before+Quote(folder+entry.Name()))
		}
	}
	return offers[:min(len(offers), maxOffers)]
}

// entries gives the names of a folder in order; a folder that cannot be read has none to offer.
func entries(folder string) []os.DirEntry {
	file, err := os.Open(folder)
	if err != nil {
		return nil
	}
	defer file.Close()
	found, _ := file.ReadDir(maxEntries)
	slices.SortFunc(found, func(a, b os.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return found
}

func cutPrefixFold(text, prefix string) (rest string, ok bool) {
	if len(text) < len(prefix) || !strings.EqualFold(text[:len(prefix)], prefix) {
		return "", false
	}
	return text[len(prefix):], true
}
