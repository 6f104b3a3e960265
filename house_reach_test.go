package swarm_test

import (
	"fmt"
	"go/ast"
	"strings"
)

// maxReach is how many unexported fields an expression may go through: a.flight.bytes reads a field of the flight,
// while a.flight.given.list reads the inside of something that only the flight should know.
const maxReach = 2

// checkReach reports expressions that go through more unexported names than maxReach. Whoever needs such a value asks
// its owner, by a method.
func checkReach(s source) []string {
	if s.isTest() {
		return nil
	}
	var breaches []string
	inner := map[ast.Expr]bool{} // selectors that are part of a longer one
	ast.Inspect(s.file, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok || inner[selector] {
			return true
		}
		var names []string
		var expression ast.Expr = selector
		for {
			part, ok := expression.(*ast.SelectorExpr)
			if !ok || ast.IsExported(part.Sel.Name) {
				break
			}
			inner[part] = true
			names = append(names, part.Sel.Name)
			expression = part.X
		}
		if base, ok := expression.(*ast.Ident); ok && len(names) > maxReach {
			names = append(names, base.Name)
			text := ""
			for _, name := range names {
				text = strings.TrimSuffix(name+"."+text, ".")
			}
			breaches = append(breaches,
				fmt.Sprintf("%s:%d: %s reaches through %d fields: ask the value in between, by a method",
					s.path, s.line(selector), text, len(names)-1))
		}
		return true
	})
	return breaches
}
