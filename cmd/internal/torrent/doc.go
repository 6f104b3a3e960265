// Package torrent is the command "swarm torrent": it makes, shows and checks torrent files, with no swarm around it. Files
// are read in pieces on all cores and in constant memory, however large they are. It never changes the file that a
// torrent describes, and it never overwrites another torrent.
package torrent
