// Package metrics counts facts for Prometheus. It is a port.Journal: it owns its registry and the counters in it, and
// never blocks, never decides, and never makes a label of what a stranger may choose: no node ids, no file names.
//
// Counters:
//
//	swarm_facts_total{fact}             facts by name, in snake_case
//	swarm_restarts_total{kind}          actors restarted after a crash
//	swarm_given_up_total{kind}          actors that crashed too often
//	swarm_verified_bytes_total          bytes of pieces whose hash was right
//	swarm_rejected_pieces_total         pieces whose hash was wrong
//	swarm_uploaded_bytes_total          bytes of chunks that receivers confirmed
//	swarm_downloads_total{outcome}      finished, already (nothing was fetched), failed
//	swarm_refusals_total{mode,reason}   requests that the tracker refused
//	swarm_chunk_seconds                 histogram: how long chunks took
//
// Gauges, and counters of the edges, are read from functions that are given to Gauge and Counter.
package metrics
