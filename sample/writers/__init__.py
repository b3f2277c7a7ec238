"""Writers of the five formats; each says on which row of the file every record ended up."""
