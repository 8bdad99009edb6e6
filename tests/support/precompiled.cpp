// Carries the headers that all tests have compiled once (tests/CMakeLists.txt).
