package tracker

import "slices"

// maxBucketKeys is the number of keys at which a bucket is split. An insertion moves at most this many keys.
const maxBucketKeys = 256

// ordered is a sorted set of keys. It consists of buckets, so that an insertion into a large set moves few keys. The
// tracker's pages are read from such sets, because the iteration order of a Go map differs each time.
type ordered[K any] struct {
	compare func(a, b K) int
	buckets [][]K // invariant: none is empty; keys ascend within a bucket and from bucket to bucket
}

// locate returns the bucket and the index in it where key is, or where it belongs.
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

// insert adds key, unless it is in the set already.
func (o *ordered[K]) insert(key K) {
	bucket, at, found := o.locate(key)
	if found {
		return
	}
	if bucket == len(o.buckets) { // the key is greater than all others
		if bucket == 0 {
			o.buckets = append(o.buckets, []K{key})
			return
		}
		bucket, at = bucket-1, len(o.buckets[bucket-1])
	}
	keys := slices.Insert(o.buckets[bucket], at, key)
	if len(keys) > maxBucketKeys {
		half := len(keys) / 2
		o.buckets = slices.Insert(o.buckets, bucket+1, slices.Clone(keys[half:]))
		keys = slices.Clip(keys[:half])
	}
	o.buckets[bucket] = keys
}

// remove removes key, if it is in the set.
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

// page returns at most limit keys that are greater than after, or the first ones if after is nil. It reports whether
// more keys follow.
func (o *ordered[K]) page(after *K, limit int) (keys []K, more bool) {
	bucket, at := 0, 0
	if after != nil {
		var found bool
		if bucket, at, found = o.locate(*after); found {
			at++
		}
	}
	for ; bucket < len(o.buckets); bucket, at = bucket+1, 0 {
		following := o.buckets[bucket][at:]
		if wanted := limit - len(keys); len(following) > wanted {
			return append(keys, following[:wanted]...), true
		}
		keys = append(keys, following...)
	}
	return keys, false
}
