module pilotlight.test/simd

go 1.23

require github.com/cosmos/ibc-go/v8 v8.8.0

// As ibc-go itself does: a replacement in a dependency does not count, and `go install` refuses one in the module.
replace github.com/syndtr/goleveldb => github.com/syndtr/goleveldb v1.0.1-0.20210819022825-2ae1ddf74ef7
