// Package metrics counts facts for Prometheus. It implements port.Journal, and owns its registry and the counters in
// it. It never blocks and never decides. It never makes a label of anything that a stranger can choose, such as a node
// id or a file name, because each new label takes memory here and in Prometheus.
//
// Counters:
//
//	swarm_facts_total{fact}             facts by name, in snake_case
//	swarm_restarts_total{kind}          actors that were restarted after a crash
//	swarm_given_up_total{kind}          actors that were stopped because they crashed too often
//	swarm_verified_bytes_total          bytes of pieces whose hash was right
//	swarm_rejected_pieces_total         pieces whose hash was wrong
//	swarm_uploaded_bytes_total          bytes of chunks that receivers confirmed
//	swarm_downloads_total{outcome}      downloads that ended: finished, already (nothing was missing) or failed
//	swarm_refusals_total{mode,reason}   requests that the tracker refused
//	swarm_chunk_seconds                 histogram of the time from the request for a chunk to its last verified piece
//
// Gauge and Counter add numbers that others keep, such as the sizes of the tracker's tables.
package metrics
