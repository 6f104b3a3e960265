package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"swarm/cmd/internal/cli"
)

const diffUsage = `simulate diff shows the first line in which two traces differ, with the lines before it.

  simulate diff A.trace B.trace [-context N]

Examples:
  simulate run churn -trace a.trace; simulate run churn -trace b.trace; simulate diff a.trace b.trace

The exit status is 0 only when the traces are equal.
`

// maxTraceLine bounds one line of a trace, in bytes. The lines that simulate run writes are far shorter.
const maxTraceLine = 1 << 20

func diffTraces(_ context.Context, args []string, stdout io.Writer) error {
	flags := cli.Flags("simulate diff", diffUsage, stdout)
	lines := flags.Int("context", 5, "how many equal `lines` to show before the first difference")
	rest, err := cli.Parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) != 2 {
		return errors.New("diff takes two traces: write them with simulate run -trace FILE")
	}
	if *lines < 0 || *lines > 1000 {
		return errors.New("-context must be from 0 to 1000")
	}
	a, err := os.Open(rest[0])
	if err != nil {
		return err
	}
	defer a.Close()
	b, err := os.Open(rest[1])
	if err != nil {
		return err
	}
	defer b.Close()
	return diff(stdout, a, b, rest, *lines)
}

// diff compares two traces line by line. It writes the last equal lines and the first difference, and returns an error
// that names the line.
func diff(out io.Writer, a, b io.Reader, names []string, context int) error {
	left, right := scanner(a), scanner(b)
	var before []string
	for line := 1; ; line++ {
		moreLeft, moreRight := left.Scan(), right.Scan()
		if err := errors.Join(left.Err(), right.Err()); err != nil {
			return fmt.Errorf("read a trace: %w", err)
		}
		if !moreLeft && !moreRight {
			fmt.Fprintf(out, "the traces are equal: %d lines\n", line-1)
			return nil
		}
		if moreLeft && moreRight && left.Text() == right.Text() {
			if before = append(before, left.Text()); len(before) > context {
				before = before[1:]
			}
			continue
		}
		for _, equal := range before {
			fmt.Fprintf(out, "  %s\n", equal)
		}
		fmt.Fprintf(out, "< %s\n> %s\n", lineOrEnd(left, moreLeft), lineOrEnd(right, moreRight))
		return fmt.Errorf("%s and %s differ in line %d", names[0], names[1], line)
	}
}

func scanner(trace io.Reader) *bufio.Scanner {
	s := bufio.NewScanner(trace)
	s.Buffer(nil, maxTraceLine)
	return s
}

// lineOrEnd returns the current line of a trace, or a note that the trace has ended.
func lineOrEnd(s *bufio.Scanner, more bool) string {
	if more {
		return s.Text()
	}
	return "(the end)"
}
