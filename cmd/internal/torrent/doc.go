// Package torrent implements the command "swarm torrent". It makes, shows and checks torrent files; it needs no tracker
// and no peer. Files are hashed piece by piece on all cores and in constant memory. It never changes the file that a
// torrent describes, and it never overwrites another torrent.
package torrent
