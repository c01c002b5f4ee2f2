// Package tap is what the validation programs import to print their results (testanything.org, version 13). Debian has no
// package of the producer that they were written for, so this one has just the calls that they make.
package tap

import (
	"encoding/json"
	"fmt"
	"strings"
)

// T counts the results of one program.
type T struct {
	last *int
	todo string
}

func New() *T { return &T{last: new(int)} }

// Header begins the output, with the number of results where it is known beforehand.
func (t *T) Header(plan int) {
	fmt.Println("TAP version 13")
	if plan > 0 {
		fmt.Printf("1..%d\n", plan)
	}
}

// AutoPlan ends the output where the number was not known.
func (t *T) AutoPlan() { fmt.Printf("1..%d\n", *t.last) }

// Ok is one result.
func (t *T) Ok(good bool, what string) { t.result(good, t.todo+" - "+what) }

func (t *T) Pass(what string) { t.Ok(true, what) }

func (t *T) Fail(what string) { t.Ok(false, what) }

// Skip is some results that can't be had here.
func (t *T) Skip(count int, why string) {
	for ; count > 0; count-- {
		t.result(true, " # SKIP "+why)
	}
}

// Todo is for results that are allowed to be bad.
func (t *T) Todo() *T { return &T{last: t.last, todo: " # TODO"} }

func (t *T) Diagnostic(text string) {
	fmt.Println("# " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n# "))
}

func (t *T) Diagnosticf(format string, values ...interface{}) { t.Diagnostic(fmt.Sprintf(format, values...)) }

// YAML says more about the result before it. JSON is YAML.
func (t *T) YAML(more interface{}) error {
	text, err := json.MarshalIndent(more, "  ", "  ")
	if err == nil {
		fmt.Printf("  ---\n  %s\n  ...\n", text)
	}
	return err
}

func (t *T) result(good bool, rest string) {
	*t.last++
	word := "ok"
	if !good {
		word = "not ok"
	}
	fmt.Printf("%s %d%s\n", word, *t.last, rest)
}
