from dialdown.cli import main

main()
