// Package endtoend tests the commands as a person uses them: as processes, each in its own folder, over real HTTP and
// UDP on this machine. It owns the tests that kill processes, damage datagrams and fill disks. It never looks inside a
// process: it reads what a command prints, its exit status, the files that it writes, and what the tracker shows over
// HTTP.
//
// It needs Unix signals and file permissions, and so runs on Linux, macOS and the BSDs.
package endtoend
