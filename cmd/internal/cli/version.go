package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// Commit returns the commit that the program was built from, with ", with changes" behind it if files were changed; it
// is "unknown" if the build does not know it.
func Commit() string { return commitOf(buildInfo()) }

func commitOf(info *debug.BuildInfo) string {
	revision, modified := "unknown", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = ", with changes"
		}
	}
	return revision + modified
}

// version returns the line that -version prints: the command, module version, commit, Go version and platform.
func version(command string, info *debug.BuildInfo) string {
	moduleVersion := "unknown"
	if info.Main.Version != "" {
		moduleVersion = info.Main.Version
	}
	return fmt.Sprintf("%s %s, commit %s, %s, %s/%s",
		command, moduleVersion, commitOf(info), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// buildInfo returns what the build recorded about the program, or nothing if it was built without modules.
func buildInfo() *debug.BuildInfo {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info
	}
	return &debug.BuildInfo{}
}
