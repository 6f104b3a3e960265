package tracker

import "slices"

// bucketKeys is how many keys a bucket holds before it is split: inserting moves at most this many.
const bucketKeys = 256

// ordered is a sorted set of keys, kept in buckets so that an insertion into a big set moves few of them. Pages of what
// the tracker knows are cut from it: walking a Go map would give another order each time.
type ordered[K any] struct {
	compare func(a, b K) int
	buckets [][]K // invariant: none is empty; keys ascend within a bucket and from bucket to bucket
}

// locate gives the bucket and the place where key is, or where it belongs.
func (o *ordered[K]) locate(key K) (bucket, at int, found bool) {
	bucket, _ = slices.BinarySearchFunc(o.buckets, key, func(b []K, key K) int {
		return o.compare(b[len(b)-1], key)
	})
	if bucket == len(o.buckets) {
		return bucket, 0, false
	}
	at, found = slices.BinarySearchFunc(o.buckets[bucket], key, o.compare)
	return bucket, at, found
}

// insert puts key in; a key that is there already stays.
func (o *ordered[K]) insert(key K) {
	bucket, at, found := o.locate(key)
	if found {
		return
	}
	if bucket == len(o.buckets) { // the key is behind all others
		if bucket == 0 {
			o.buckets = append(o.buckets, []K{key})
			return
		}
		bucket, at = bucket-1, len(o.buckets[bucket-1])
	}
	keys := slices.Insert(o.buckets[bucket], at, key)
	if len(keys) > bucketKeys {
		half := len(keys) / 2
		o.buckets = slices.Insert(o.buckets, bucket+1, slices.Clone(keys[half:]))
		keys = slices.Clip(keys[:half])
	}
	o.buckets[bucket] = keys
}

// remove takes key out; a key that is not there is ignored.
func (o *ordered[K]) remove(key K) {
	bucket, at, found := o.locate(key)
	if !found {
		return
	}
	o.buckets[bucket] = slices.Delete(o.buckets[bucket], at, at+1)
	if len(o.buckets[bucket]) == 0 {
		o.buckets = slices.Delete(o.buckets, bucket, bucket+1)
	}
}

// page gives the keys behind after, or from the start when after is nil: limit of them at most, and whether more follow.
func (o *ordered[K]) page(after *K, limit int) (keys []K, more bool) {
	bucket, at := 0, 0
	if after != nil {
		var found bool
		if bucket, at, found = o.locate(*after); found {
			at++
		}
	}
	for ; bucket < len(o.buckets); bucket, at = bucket+1, 0 {
		rest := o.buckets[bucket][at:]
		if room := limit - len(keys); len(rest) > room {
			return append(keys, rest[:room]...), true
		}
		keys = append(keys, rest...)
	}
	return keys, false
}
