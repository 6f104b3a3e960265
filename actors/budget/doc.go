// Package budget keeps rate limits by token buckets: one for a node and one for each file, where both apply. It is
// pure: time is an argument. The uplink and the downlink share it.
package budget
