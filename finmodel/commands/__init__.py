"""One command a file, thin over one public function each."""
