// Command network transfers files over an emulated path, with Swarm and with TCP under CUBIC and BBR. It prints goodput
// and the traffic that it took. It owns the namespaces, processes and files of a run, and removes them. It counts only
// copies that match the original.
package main
