"""Reading the published files into the database: postcodes, occupations, interests."""
