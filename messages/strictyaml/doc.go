// Package strictyaml reads a YAML text into Go structs, and accepts only what the structs have: unknown keys, repeated
// keys, aliases and further documents are errors. It walks the text and the structs side by side, so that every error
// names the line and the full key, such as constants.tracker_addr.
//
// It knows no key and no value: a Format has the rules of one file. It opens no file.
package strictyaml
