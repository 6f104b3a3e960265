// Package process starts the programs that a benchmark compares, and measures their processor time, peak memory and
// anonymous memory. It owns its child processes and their output. No child outlives its Group. It never interprets a
// figure.
package process
