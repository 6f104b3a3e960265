// Package bencode reads and writes the encoding of BEP 3: byte strings, whole numbers, lists and dictionaries. It
// allocates nothing for what it reads, bounds how deep values are nested, and says where the input is wrong. It never
// interprets a value: the packages that stand on it do.
package bencode
