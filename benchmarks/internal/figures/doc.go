// Package figures formats measurements: medians, tables and the machine they were made on. It measures nothing.
package figures
