// Command network moves files over an emulated path: with Swarm, and with TCP under CUBIC and BBR on the same path. It
// prints goodput and what was sent for it. It owns the namespaces, processes and files of a run, and removes them; it
// never counts a copy that is not right.
package main
