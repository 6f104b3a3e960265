package prompt

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Limits of completion, so that a huge folder does not stop the prompt.
const (
	maxEntries = 10_000 // names that are read from a folder
	maxOffers  = 100    // lines that are offered
)

// lineStarts are the beginnings of all lines, the specification's form first.
var lineStarts = []string{
	"torrent -setMode send ", "torrent -setMode download ", "torrent -setMode exit", "send ", "download ", "exit",
	"quit", "help", "status", "limit", "limit upload", "limit download",
}

// complete returns the lines that an unfinished line can become. After send and download it completes file names, in
// the folder that the line names or else in dir.
func complete(line, dir string) []string {
	for _, start := range lineStarts {
		if name, ok := cutPrefixFold(line, start); ok && strings.HasSuffix(start, " ") {
			return completeName(line[:len(line)-len(name)], name, dir, strings.Contains(start, string(verbDownload)))
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

// completeName returns the lines that before and a completed name make. Folders are always offered; of the files,
// either the torrents or the others.
func completeName(before, partial, dir string, torrents bool) []string {
	partial = strings.TrimLeft(partial, `"'`)
	typedFolder, prefix := filepath.Split(partial)
	folder := dir
	if typedFolder != "" {
		folder = typedFolder
	}
	var offers []string
	for _, entry := range readFolder(folder) {
		name := entry.Name()
		hidden := strings.HasPrefix(name, ".") && !strings.HasPrefix(prefix, ".")
		if hidden || !strings.HasPrefix(name, prefix) {
			continue
		}
		switch {
		case entry.IsDir():
			offers = append(offers, before+typedFolder+name+string(filepath.Separator))
		case strings.HasSuffix(name, ".torrent") == torrents:
			offers = append(offers, before+Quote(typedFolder+name))
		}
	}
	return offers[:min(len(offers), maxOffers)]
}

// readFolder returns the sorted entries of a folder, or none when it cannot be read.
func readFolder(folder string) []os.DirEntry {
	file, err := os.Open(folder)
	if err != nil {
		return nil
	}
	defer file.Close()
	entries, _ := file.ReadDir(maxEntries)
	slices.SortFunc(entries, func(a, b os.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries
}

// cutPrefixFold is strings.CutPrefix without regard to upper and lower case.
func cutPrefixFold(text, prefix string) (after string, found bool) {
	if len(text) < len(prefix) || !strings.EqualFold(text[:len(prefix)], prefix) {
		return "", false
	}
	return text[len(prefix):], true
}
