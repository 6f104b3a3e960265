// Package process starts the programs that a benchmark compares and measures what they use: processor time, peak memory
// and anonymous memory. It owns the children it starts and what they print, and none outlives its Group. It never
// decides what a figure means.
package process
