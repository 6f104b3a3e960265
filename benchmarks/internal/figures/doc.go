// Package figures turns what was measured into what is shown: medians, tables and the machine they belong to. It never
// measures.
package figures
