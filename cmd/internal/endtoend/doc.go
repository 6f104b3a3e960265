// Package endtoend holds the commands to what they promise, as a person meets them: real processes of the built
// commands, in folders of their own, over real HTTP and UDP of this machine. It owns the tests that kill processes, damage
// datagrams and fill disks. It never looks inside a process: it reads what a command prints, its exit status, the files
// it leaves and what the tracker shows over HTTP.
//
// It runs where there are signals and file permissions: Linux, macOS and the BSDs.
package endtoend
