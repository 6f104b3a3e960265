package replay

import "fmt"

// collect makes the results while the nodes still run.
func (r *run) collect(o *Outcome) {
	if r.options.Report == nil {
		return
	}
	results, err := r.options.Report.Results(r.now())
	if err != nil {
		r.fail(r.now(), "the report", err.Error())
	}
	o.Results = results
}

// conclude adds figures about the run as a whole to the results.
func (o *Outcome) conclude() {
	if o.Results == nil {
		return
	}
	o.Results.Seed, o.Results.Trace, o.Results.Events = o.Seed, o.Trace, o.Events
	o.Results.BoundSeconds, o.Results.Efficiency = o.Bound.Seconds(), o.Efficiency()
	if o.Measured != Never {
		o.Results.MeasuredSeconds = o.Measured.Seconds()
	}
	for _, f := range o.Failures {
		o.Results.Failures = append(o.Results.Failures, fmt.Sprint(f))
	}
}
